package atelier.report;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A comparison's report, written and parsed. */
record WrittenPage(Document document) {

    static WrittenPage of(Path folder, Language language) throws IOException {
        String html = Files.readString(Report.write(folder, language));
        try {
            return new WrittenPage(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(html))));
        } catch (ParserConfigurationException | SAXException e) {
            throw new AssertionError("the page is not well formed: " + e.getMessage(), e);
        }
    }

    /** The section of that anchor, if it is there. */
    Optional<Element> find(String anchor) {
        return elements(document.getDocumentElement(), "section").stream()
                .filter(section -> section.getAttribute("id").equals(anchor))
                .findFirst();
    }

    Element section(String anchor) {
        return find(anchor).orElseThrow(() -> new AssertionError("no section '" + anchor + "'"));
    }

    static List<Element> elements(Element parent, String tag) {
        NodeList nodes = parent.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** Elements whose class attribute holds this word. */
    static List<Element> styled(Element parent, String tag, String style) {
        return elements(parent, tag).stream()
                .filter(element ->
                        List.of(element.getAttribute("class").split(" ", -1)).contains(style))
                .toList();
    }

    /** What it says, without the line ends of the markup. */
    static String text(Element element) {
        return element.getTextContent().replaceAll("\\s+", " ");
    }

    static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
