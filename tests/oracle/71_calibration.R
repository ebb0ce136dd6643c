# Weights after raking to many forms of margins, post-stratification, calibration of every distance, and bounds.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")

survey <- read_data("weighting.csv")
means <- read_numbers("weighting_means.csv")
sums <- read_numbers("weighting_sums.csv")
out <- data.frame(id = survey$id)
of <- function(name) {
  margins <- read_margins(paste0("weighting_", name, ".csv"))
  people <- with_margins(survey, margins)
  list(margins = margins, people = people, design = make_design(people, "simple"))
}

# Raking: calibrate where every target is positive, which plain sweeps must agree with.
for (name in c("three", "crossed", "overlapping", "nested", "counts")) {
  problem <- of(name)
  w <- weights(calibrated(problem$design, problem$margins))
  by_hand <- swept(survey$weight, problem$people, problem$margins, margin_totals(problem$margins, survey$weight))
  stopifnot(max(abs(by_hand / w - 1)) < 1e-10)
  out[[paste0("rake_", name)]] <- w
}
# Everyone starts at 1: what rakers without base weights can do.
equal <- transform(survey, weight = 1)
three <- of("three")
out$equal_three <- weights(calibrated(make_design(with_margins(equal, three$margins), "simple"), three$margins))
zero <- of("zero")
out$rake_zero <- swept(survey$weight, zero$people, zero$margins, margin_totals(zero$margins, survey$weight))
stopifnot(out$rake_zero[survey$education == "Lower"] == 0)
# The same without those people: calibrate meets the other targets.
left <- survey$education != "Lower"
rest <- of("zero")
rest$margins[[3]] <- structure(rest$margins[[3]][-1, ], unit = "share")
there <- with_margins(survey[left, ], rest$margins)
there$weight <- there$weight * sum(survey$weight) / sum(there$weight)
stopifnot(max(abs(weights(calibrated(make_design(there, "simple"), rest$margins)) / out$rake_zero[left] - 1)) < 1e-10)

# Post-stratification by the full cross.
for (name in c("full", "full_counts")) {
  problem <- of(name)
  population <- problem$margins[[1]]
  if (attr(population, "unit") == "share") population$value <- population$value * sum(survey$weight)
  names(population)[names(population) == "value"] <- "Freq"
  w <- weights(postStratify(problem$design, ~age_group + sex + education, population))
  cell <- interaction(survey$age_group, survey$sex, survey$education)
  stopifnot(length(unique(signif(w / survey$weight, 12))) == nlevels(cell))
  out[[paste0("post_", name)]] <- w
}

# Calibration: bounds are on g = w / d, or on the weight itself ("weight").
counts <- of("counts")
distances <- list(
  linear_categories = list(three, NULL, "linear", c(-Inf, Inf), FALSE),
  linear = list(three, means, "linear", c(-Inf, Inf), FALSE),
  raking = list(three, means, "raking", c(-Inf, Inf), FALSE),
  logit = list(three, means, "logit", c(0.3, 2.6), FALSE),
  logit_tight = list(three, means, "logit", c(0.45, 2.0), FALSE),
  truncated = list(three, means, "linear", c(0.6, 1.5), FALSE),
  raking_bounded = list(three, means, "raking", c(0.6, 1.6), FALSE),
  truncated_weight = list(three, means, "linear", c(0.35, 3.2), TRUE),
  raking_weight = list(three, means, "raking", c(0.35, 3.2), TRUE),
  linear_counts = list(counts, sums, "linear", c(-Inf, Inf), FALSE),
  raking_counts = list(counts, sums, "raking", c(-Inf, Inf), FALSE))
for (name in names(distances)) {
  case <- distances[[name]]
  calibrated_design <- calibrated_to(case[[1]]$design, case[[1]]$margins, case[[2]], case[[3]], case[[4]], case[[5]])
  out[[name]] <- weights(calibrated_design)
  g <- out[[name]] / (if (case[[5]]) 1 else survey$weight)
  inside <- mean(g > case[[4]][1] * (1 + 1e-9) & g < case[[4]][2] * (1 - 1e-9))
  cat(sprintf("%s: g %.3f to %.3f, %.1f %% inside\n", name, min(g), max(g), 100 * inside))
  if (any(is.finite(case[[4]])) && case[[3]] != "logit") stopifnot(inside < 0.99)
}
# calibrate("raking") and plain raking are one thing where all totals are of categories.
stopifnot(max(abs(weights(calibrated_to(three$design, three$margins, NULL, "raking")) / out$rake_three - 1)) < 1e-10)
write_full(out, "calibration_weights.csv", 15)

districts <- read_data("districts.csv")
margins <- read_margins("districts_targets.csv")
districts <- with_margins(districts, margins)
w <- weights(calibrated(make_design(districts, "simple"), margins))
stopifnot(max(abs(swept(districts$weight, districts, margins, margin_totals(margins, districts$weight)) / w - 1)) < 1e-10)
write_full(data.frame(id = districts$id, rake = w), "districts_weights.csv", 15)
