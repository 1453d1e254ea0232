package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HtmlTest {

    @Test
    void textAndAttributesAreEscaped() {
        String html = new Html()
                .element("p", "<b> & \"'\u0001", "title", "\"><script>")
                .toString();
        assertThat(html).isEqualTo("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; &quot;&#39;\uFFFD</p>\n");
    }

    @Test
    void elementsThatBrowsersWouldLeaveOpenMustBeClosed() {
        assertThatThrownBy(() -> new Html().empty("span")).hasMessageContaining("<span/>");
        assertThatThrownBy(() -> new Html().open("p").toString()).hasMessageContaining("<p>");
    }
}
