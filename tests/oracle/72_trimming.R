# trimWeights on base, raked and calibrated weights; and capped raking in all its forms, row by row.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")

margins <- read_margins("weighting_three.csv")
people <- with_margins(read_data("weighting.csv"), margins)
means <- read_numbers("weighting_means.csv")
base <- make_design(people, "simple")
designs <- list(plain = base, raked = calibrated(base, margins), linear = calibrated_to(base, margins, means))

# The limits, from the weights before the trim.  quantile() is of R's type 7, of respondents.
limits <- list(
  upper = function(w) c(-Inf, 2.2 * mean(w)),
  lower = function(w) c(0.4 * mean(w), Inf),
  both = function(w) c(0.4 * mean(w), 2.2 * mean(w)),
  median = function(w) c(-Inf, 2.5 * median(w)),
  absolute = function(w) c(0.5, 3.5),
  quantile = function(w) c(-Inf, quantile(w, 0.97)[[1]]),
  quantiles = function(w) unname(quantile(w, c(0.03, 0.97))),
  iqr = function(w) c(-Inf, median(w) + 2 * IQR(w)))
# "equal": trimWeights(strict = TRUE) gives what was cut to the others in equal parts, until nothing is outside.
# "proportional": a factor on all weights that keeps the sum after the cut.
proportional <- function(w, at) {
  excess <- function(factor) sum(pmax(at[1], pmin(at[2], factor * w))) - sum(w)
  factor <- uniroot(excess, c(0.2, 5), tol = 1e-16, maxiter = 10000)$root
  out <- pmax(at[1], pmin(at[2], factor * w))
  inside <- out > at[1] & out < at[2]
  # uniroot stops at the precision of the factor: what is left goes into those inside.
  out[inside] <- out[inside] * (1 + (sum(w) - sum(out)) / sum(out[inside]))
  out
}
out <- data.frame(id = people$id)
told <- list()
forms_of <- list(plain = names(limits), raked = c("upper", "lower", "both", "median"), linear = "both")
for (name in names(designs)) {
  w <- unname(weights(designs[[name]]))
  for (form in forms_of[[name]]) {
    at <- limits[[form]](w)
    trimmed <- unname(weights(trimWeights(designs[[name]], lower = at[1], upper = at[2], strict = TRUE)))
    ways <- list(equal = trimmed, proportional = proportional(w, at))
    for (way in names(ways)) {
      trimmed <- ways[[way]]
      stopifnot(abs(sum(trimmed) / sum(w) - 1) < 1e-12, trimmed >= at[1] - 1e-12, trimmed <= at[2] + 1e-12)
      column <- paste(name, form, way, sep = "_")
      out[[column]] <- trimmed
      told[[column]] <- data.frame(weights = column, lower = at[1], upper = at[2],
        at_lower = sum(trimmed <= at[1] * (1 + 1e-12)), at_upper = sum(trimmed >= at[2] * (1 - 1e-12)),
        beyond = sum(w < at[1] | w > at[2]))
    }
  }
}
write_full(out, "trimmed_weights.csv", 15)
write_full(do.call(rbind, told), "trimmed_limits.csv")

# Capped raking: rake; cut to the limits; rake what is left; until all is within.  The mean is fixed by the total; a
# quantile is that of the raked weights.  A limit by the median or the quartiles starts from the raked weights; where
# those that it led to put it nearer to the mean, it moves there and the loop goes on; it never moves back.
capped_to <- function(people, margins, limits_of, moving = FALSE) {
  totals <- margin_totals(margins, people$weight)
  w <- swept(people$weight, people, margins, totals, 2e-15)
  at <- limits_of(w)
  for (round in 1:20000) {
    if (max(w) <= at[2] * (1 + 1e-13) && min(w) >= at[1] * (1 - 1e-13)) {
      now <- if (moving) limits_of(w) else at
      if (now[2] >= at[2] * (1 - 1e-12) && now[1] <= at[1] * (1 + 1e-12)) return(w)
      at <- c(max(at[1], now[1]), min(at[2], now[2]))
    }
    w <- swept(pmax(at[1], pmin(at[2], w)), people, margins, totals, 2e-15)
  }
  stop("the limits and the margins do not meet")
}
fixed <- list(
  cap = function(w) c(0, 2.3 * mean(w)),
  floor = function(w) c(0.35 * mean(w), Inf),
  cap_floor = function(w) c(0.35 * mean(w), 2.3 * mean(w)),
  absolute = function(w) c(0, 3.4),
  absolute_floor = function(w) c(0.45, 3.4),
  quantile = function(w) c(0, quantile(w, 0.97)[[1]]),
  quantile_floor = function(w) unname(quantile(w, c(0.03, 0.97))))
moving <- list(
  median = function(w) c(0, 2.6 * median(w)),
  median_floor = function(w) c(0.4 * median(w), 3 * median(w)),
  iqr = function(w) c(0, median(w) + 2.2 * IQR(w)))
capped <- data.frame(id = people$id)
for (name in names(fixed)) capped[[name]] <- capped_to(people, margins, fixed[[name]])
for (name in names(moving)) capped[[name]] <- capped_to(people, margins, moving[[name]], TRUE)
equal <- transform(people, weight = 1)
capped$equal_cap <- capped_to(equal, margins, function(w) c(0, 1.7 * mean(w)))
cat("on a limit:", vapply(capped[-1], function(w) round(mean(w > max(w) * (1 - 1e-9) | w < min(w) * (1 + 1e-9)), 3), 0), "\n")
write_full(capped, "capped_weights.csv", 15)
