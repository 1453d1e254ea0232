"""Precision, recall, density and coverage of two sets of features with NumPy and scikit-learn."""

import numpy
from sklearn.metrics import pairwise_distances


def radii(distances, k):
    """Distance of every row to its k-th nearest other row; the nearest of all is the row itself."""
    return numpy.partition(distances, k, axis=1)[:, k]


def prepare(exchange, options):
    real = numpy.load(f"{exchange}/real.npy")
    generated = numpy.load(f"{exchange}/generated.npy")

    def work():
        def between(first, second):
            return pairwise_distances(first, second, metric="euclidean", n_jobs=options.threads)

        within_real = between(real, real)
        real_3, real_5 = radii(within_real, 3), radii(within_real, 5)
        del within_real
        generated_3 = radii(between(generated, generated), 3)
        across = between(real, generated)
        return {
            "precision": float((across <= real_3[:, None]).any(0).mean()),
            "recall": float((across <= generated_3[None, :]).any(1).mean()),
            "density": float((across < real_5[:, None]).sum(0).mean() / 5),
            "coverage": float((across.min(1) < real_5).mean()),
        }

    return work, work
