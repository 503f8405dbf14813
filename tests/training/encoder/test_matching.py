import numpy as np
import torch

from sigverify.encoding.distance import embedding_distances
from sigverify.training.encoder.matching import distance_matrix, in_window


def grid_embeddings(count: int) -> torch.Tensor:
    """Cells with descriptors of length at most 1 and weights of 0 or 1."""
    drawn = torch.randn(count, 4, 6, 6, generator=torch.Generator().manual_seed(1))
    descriptors = drawn[..., :-1] / (0.5 + drawn[..., :-1].norm(dim=-1, keepdim=True))
    return torch.cat([descriptors, (drawn[..., -1:] > 0).float()], dim=-1)


def test_distances_are_those_of_the_product() -> None:
    embeddings = grid_embeddings(7)
    embeddings[3] = embeddings[5]
    embeddings[6, ..., -1] = 0  # without ink
    everything = torch.ones(7, 7, dtype=torch.bool)
    got = distance_matrix(embeddings, wanted=everything)
    expected = embedding_distances(embeddings.numpy(), embeddings.numpy())
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(got.numpy(), expected, atol=1e-4)


def test_only_wanted_pairs_are_computed() -> None:
    embeddings = grid_embeddings(4)
    wanted = torch.zeros(4, 4, dtype=torch.bool)
    wanted[2, 0] = True
    got = distance_matrix(embeddings, wanted=wanted)
    assert got.nonzero().tolist() == [[0, 2], [2, 0]]
    nothing = distance_matrix(embeddings, wanted=torch.zeros(4, 4, dtype=torch.bool))
    assert (nothing == 0).all()


def test_equal_signatures_have_a_finite_gradient() -> None:
    embeddings = grid_embeddings(1).repeat(2, 1, 1, 1).requires_grad_()
    distance_matrix(embeddings, wanted=torch.ones(2, 2, dtype=torch.bool)).sum().backward()
    assert embeddings.grad is not None
    assert torch.isfinite(embeddings.grad).all()


def test_a_window_leaves_weight_in_one_rectangle_of_all_signatures() -> None:
    embeddings = torch.rand(3, 10, 20, 5) + 0.1
    sizes: set[tuple[int, int]] = set()
    for seed in range(60):
        torch.manual_seed(seed)
        seen = in_window(embeddings)
        assert torch.equal(seen[..., :-1], embeddings[..., :-1])
        inside = seen[..., -1] > 0
        assert torch.equal(seen[..., -1][inside], embeddings[..., -1][inside])
        assert (inside == inside[:1]).all()
        rows, columns = inside[0].any(dim=1), inside[0].any(dim=0)
        assert torch.equal(inside[0], rows[:, None] & columns)
        for side in (rows, columns):
            places = side.nonzero().flatten()
            assert len(places) == int(places[-1] - places[0]) + 1
        sizes.add((int(rows.sum()), int(columns.sum())))
    assert {rows for rows, _ in sizes} == set(range(5, 11))
    assert min(columns for _, columns in sizes) == 8
    assert max(columns for _, columns in sizes) == 20
