import numpy as np

from techno_kit.benchmarks.chance import Chance, between, pick


def test_numbers_are_those_of_the_bit_generator_for_ever():
    """Frozen: these came from PCG64's raw output, and must come from it with every numpy."""
    found = Chance((20100115, 1)).uniforms("pattern", 4)
    expected = [0.8753608488, 0.6811817689, 0.2440875223, 0.9701423420]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10)


def test_a_purpose_has_a_stream_of_its_own():
    chance = Chance((5,))
    assert (chance.uniforms("a", 3) == chance.uniforms("a", 3)).all()
    assert (chance.uniforms("a", 3) != chance.uniforms("b", 3)).all()
    assert (chance.uniforms("a", 3) != Chance((6,)).uniforms("a", 3)).all()


def test_numbers_are_even_in_the_unit_interval():
    found = Chance((1,)).uniforms("x", 100_000)
    assert 0 <= found.min() < 1e-3
    assert 1 - 1e-3 < found.max() < 1
    tenths = np.histogram(found, bins=10, range=(0, 1))[0]
    assert abs(tenths - 10_000).max() < 5 * np.sqrt(10_000 * 0.9)  # five standard deviations


def test_pick_is_the_inverse_of_the_distribution_function():
    shares = np.array([0.0, 2.0, 0.0, 1.0, 1.0])
    numbers = np.array([0.0, 0.499, 0.5, 0.749, 0.75, 0.999999])
    assert pick(shares, numbers).tolist() == [1, 1, 3, 3, 4, 4]
    rows = np.tile(shares, (6, 1))
    assert pick(rows, numbers).tolist() == [1, 1, 3, 3, 4, 4]


def test_between_draws_straight_lines_through_the_quantiles():
    quantiles = [(0.0, 100.0), (0.5, 200.0), (1.0, 1000.0)]
    numbers = np.array([0.0, 0.25, 0.5, 0.75])
    assert between(quantiles, numbers).tolist() == [100, 150, 200, 600]
