"""Raking as the textbook has it, row by row: slow, short, and independent of cells."""

import numpy as np


def levels_of(codes, sizes, margin):
    """Return each row's level of a margin, C order over its variables."""
    level = np.zeros(len(codes[0]), int)
    for axis in margin:
        level = level * sizes[axis] + codes[axis]
    return level


def rake_rows(codes, sizes, margins, targets, base, gap=1e-13, sweeps=5_000):
    """Fit margin after margin until every level's share lies within the gap."""
    weights = base / base.sum()
    levels = [levels_of(codes, sizes, margin) for margin in margins]
    for _ in range(sweeps):
        worst = 0.0
        for level, target in zip(levels, targets, strict=True):
            reached = np.bincount(level, weights, np.size(target))
            worst = np.maximum(worst, np.abs(reached - np.ravel(target)).max())
            ratio = np.divide(
                np.ravel(target), reached, out=np.ones(len(reached)), where=reached > 0
            )
            weights = weights * ratio[level]
        if worst <= gap:
            return weights * base.sum()
    raise AssertionError("the textbook did not converge")


def trim_rows(codes, sizes, margins, targets, base, cap):
    """Rake; while a weight exceeds the cap, trim all weights to it and rake again."""
    limit = cap * base.sum() / (base > 0).sum()
    return clip_rows(codes, sizes, margins, targets, base, 0.0, limit)


def clip_rows(codes, sizes, margins, targets, base, low, high, most=2_000):
    """Rake; while a positive weight lies outside two limits, clip all weights and rake again."""
    weights = rake_rows(codes, sizes, margins, targets, base)
    rounds = 0
    while outside(weights, low, high) and rounds < most:
        rounds += 1
        clipped = np.where(weights > 0, np.clip(weights, low, high), 0.0)
        weights = rake_rows(codes, sizes, margins, targets, clipped) * base.sum() / clipped.sum()
    return weights, rounds


def outside(weights, low, high):
    """Whether a positive weight lies outside two limits by more than rounding."""
    counted = weights[weights > 0]
    return counted.max() > high * (1 + 1e-12) or counted.min() < low * (1 - 1e-12)


def draw(rng, sizes, n, evenness=5.0):
    """Draw codes; some levels are rarer than others."""
    shares = [rng.dirichlet(np.full(size, evenness)) for size in sizes]
    return [rng.choice(len(each), n, p=each).astype(np.int8) for each in shares]


def targets_like(rng, codes, sizes, margins, spread=0.4):
    """Return margins that some positive weights of these rows have: surely feasible."""
    weights = rng.lognormal(0, spread, len(codes[0]))
    for column, size in zip(codes, sizes, strict=True):
        weights *= rng.lognormal(0, spread, size)[column]
    weights /= weights.sum()
    return [
        np.bincount(
            levels_of(codes, sizes, margin), weights, int(np.prod([sizes[axis] for axis in margin]))
        )
        for margin in margins
    ]
