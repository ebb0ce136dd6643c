# Weights: calibrate(calfun = "raking"), which rake() must agree with, and a plain row-level cap.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")

# Plain sweeps over the margins until every level of every margin is met.
swept <- function(w, people, margins, totals) {
  for (sweep in 1:20000) {
    for (i in seq_along(margins)) {
      cell <- as.integer(people[[paste0("margin", i)]])
      w <- w * (totals[[i]] / as.vector(rowsum(w, cell)))[cell]
    }
    gap <- max(vapply(seq_along(margins), function(i) {
      max(abs(as.vector(rowsum(w, as.integer(people[[paste0("margin", i)]]))) / totals[[i]] - 1))
    }, 0))
    if (gap < 4e-15) return(w)
  }
  stop("sweeps did not converge: ", gap)
}

# Rake; cut what is above `cap` times the mean; rake what is left; until nothing is above it.
capped <- function(people, margins, cap) {
  totals <- margin_totals(margins, people$weight)
  w <- swept(people$weight, people, margins, totals)
  for (round in 1:20000) {
    limit <- cap * mean(w)
    if (max(w) <= limit * (1 + 1e-13)) return(w)
    w <- swept(pmin(w, limit), people, margins, totals)
  }
  stop("the cap and the margins do not meet")
}

people <- read_data("people.csv")
weights_of <- function(people, name) {
  margins <- read_margins(name)
  people <- with_margins(people, margins)
  simple <- make_design(people, "simple")
  w <- weights(calibrated(simple, margins))
  stopifnot(
    max(abs(weights(calibrated(make_design(people, "clustered"), margins)) / w - 1)) < 1e-12,
    max(abs(weights(raked_by_sweeps(simple, margins)) / w - 1)) < 1e-10,
    max(abs(swept(people$weight, people, margins, margin_totals(margins, people$weight)) / w - 1)) < 1e-11)
  unname(w)
}
equal <- transform(people, weight = 1)
margins <- read_margins("targets.csv")
out <- data.frame(id = people$id,
  single = weights_of(people, "targets.csv"),
  crossed = weights_of(people, "targets_crossed.csv"),
  overlapping = weights_of(people, "targets_overlapping.csv"),
  counts = weights_of(people, "targets_counts.csv"),
  equal = weights_of(equal, "targets.csv"),
  cap_2.5 = capped(with_margins(people, margins), margins, 2.5),
  cap_3 = capped(with_margins(people, margins), margins, 3),
  equal_cap_2.6 = capped(with_margins(equal, margins), margins, 2.6))
write_full(out, "weights.csv")

# Kish, by hand.
summary_of <- function(name) {
  w <- out[[name]]
  data.frame(weights = name, deff = length(w) * sum(w^2) / sum(w)^2, n_eff = sum(w)^2 / sum(w^2),
    min = min(w), max = max(w), max_over_mean = max(w) / mean(w),
    share_at_most = mean(w > max(w) * (1 - 1e-9)))
}
write_full(do.call(rbind, lapply(names(out)[-1], summary_of)), "design_effects.csv")
