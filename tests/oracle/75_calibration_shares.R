# Errors of overlapping rungs after every way of weighting: everyone, three ages, three countries, in four designs.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")

survey <- read_data("weighting.csv")
d <- survey$weight
means <- read_numbers("weighting_means.csv")
sums <- read_numbers("weighting_sums.csv")
column <- function(file, name) read.csv(file.path("expected", paste0(file, ".csv")), check.names = FALSE)[[name]]
margins_of <- function(name) read_margins(paste0("weighting_", name, ".csv"))
three <- margins_of("three")
full <- margins_of("full")
counts <- margins_of("counts")
kept <- blanks_kept("weighting_blank.csv", d, survey)
joint <- list(within = within_margins("weighting_within.csv", d, survey),
  within_shares = within_margins("weighting_within_shares.csv", d, survey))
named <- survey
for (name in c("age_blank", "sex_blank")) named[[name]] <- ifelse(is.na(named[[name]]), "(blank)", named[[name]])
complete <- !is.na(survey$age_blank) & !is.na(survey$sex_blank)

# `margins` with the indicators in `people`, under base weights `w`.
on <- function(kind, margins, people = survey, w = d) design_with(with_margins(people, margins), kind, w)
same_weights <- function(design, file, name) {
  stopifnot(max(abs(weights(design) - column(file, name))) < 1e-8 * max(weights(design)))
}
post <- function(kind) {
  population <- full[[1]]
  population$value <- population$value * sum(d)
  names(population)[names(population) == "value"] <- "Freq"
  postStratify(make_design(survey, kind), ~age_group + sex + education, population)
}
# Weights with zeros: calibrate's qr drops nothing, its 0 / 0 is put right by without_zeros.
zero_raked <- function(kind, w) {
  design <- on(kind, three, w = w)
  out <- calibrate(design, margin_formula(three), population_of(design, three), calfun = "raking", epsilon = 1e-12, maxit = 500)
  without_zeros(out)
}
trimmed <- function(design, lower, upper) {
  w <- weights(design)
  trimWeights(design, lower = lower * mean(w), upper = upper * mean(w), strict = TRUE)
}
to_means <- function(kind, calfun, bounds = c(-Inf, Inf), constant = FALSE) {
  calibrated_to(on(kind, three), three, means, calfun, bounds, constant)
}
ways <- list(
  base = function(kind) make_design(survey, kind),
  rake_nested = function(kind) calibrated(on(kind, margins_of("nested")), margins_of("nested")),
  post_full = post,
  linear_categories = function(kind) calibrated_to(on(kind, three), three),
  linear = function(kind) to_means(kind, "linear"),
  raking = function(kind) to_means(kind, "raking"),
  logit = function(kind) to_means(kind, "logit", c(0.3, 2.6)),
  truncated = function(kind) to_means(kind, "linear", c(0.6, 1.5)),
  raking_bounded = function(kind) to_means(kind, "raking", c(0.6, 1.6)),
  truncated_weight = function(kind) to_means(kind, "linear", c(0.35, 3.2), TRUE),
  linear_counts = function(kind) calibrated_to(on(kind, counts), counts, sums),
  trimmed_plain = function(kind) trimmed(make_design(survey, kind), 0.4, 2.2),
  trimmed_raked = function(kind) trimmed(calibrated(on(kind, three), three), 0, 2.2),
  trimmed_linear = function(kind) trimmed(to_means(kind, "linear"), 0.4, 2.2),
  final = function(kind) {
    w <- column("calibration_weights", "rake_three")
    design <- on(kind, three, w = w)
    totals <- colSums(model.matrix(margin_formula(three), design$variables) * w)
    calibrate(design, margin_formula(three), totals, calfun = "linear", epsilon = 1e-12)
  },
  adjusted = function(kind) design_with(survey, kind, column("adjusted_weights", "cells_two")),
  adjusted_raked = function(kind) zero_raked(kind, column("adjusted_weights", "cells_two")),
  inverse_raked = function(kind) zero_raked(kind, column("adjusted_weights", "inverse_number")),
  within = function(kind) calibrated(on(kind, joint$within), joint$within),
  within_shares = function(kind) calibrated(on(kind, joint$within_shares), joint$within_shares),
  blank_kept = function(kind) calibrated(design_with(kept$people, kind, d), kept$margins),
  blank_level = function(kind) calibrated(on(kind, margins_of("blank_level"), named), margins_of("blank_level")),
  blank_drop = function(kind) {
    # A level must be named for those who weigh nothing: which one does not matter.
    people <- survey
    people$age_blank[is.na(people$age_blank)] <- "55+"
    people$sex_blank[is.na(people$sex_blank)] <- "Male"
    margins <- margins_of("blank")
    calibrated(on(kind, margins, people, ifelse(complete, d, 0)), margins)
  },
  chain = function(kind) {
    # Raked to three margins; cut; calibrated to margins and means from there: 4.1-1 takes both residuals.
    cut <- trimmed(calibrated(on(kind, three), three), 0, 2.2)
    calibrated_to(cut, three, means)
  },
  chain_apart = function(kind) {
    # Raked to three margins; calibrated to the means alone from there.
    raked <- calibrated(on(kind, three), three)
    total <- sum(weights(raked))
    calibrate(raked, reformulate(names(means)), c("(Intercept)" = total, means * total), calfun = "linear")
  })

kinds <- c("simple", "strata", "clusters", "clustered")
table <- do.call(rbind, lapply(names(ways), function(name) do.call(rbind, lapply(kinds, function(kind) {
  short_block(name, kind, ways[[name]](kind))
}))))

# Of a capped raking there is no calibrated design: residuals with the base weights, totalled with the capped ones.
cut <- column("capped_weights", "cap_floor")
x <- model.matrix(margin_formula(three), with_margins(survey, three))
table <- rbind(table, do.call(rbind, lapply(kinds, function(kind) {
  short_block("capped", kind, design_with(survey, kind, cut), residual_row(x, d))
})))

# postStratify (4.1-1 keeps the old weights) and calibrate to the full cross have one error: both project with d.
crossed <- do.call(rbind, lapply(kinds, function(kind) short_block("post_full", kind, calibrated_to(on(kind, full), full))))
stopifnot(max(abs(crossed$se / table$se[table$weighting == "post_full"] - 1)) < 1e-9)
# The weights that these errors are of are those of the other scripts.
same_weights(to_means("simple", "raking"), "calibration_weights", "raking")
same_weights(ways$within("simple"), "within_weights", "within")
same_weights(ways$blank_kept("simple"), "within_weights", "blank_kept")
same_weights(ways$trimmed_raked("simple"), "trimmed_weights", "raked_upper_equal")
same_weights(ways$adjusted_raked("simple"), "adjusted_weights", "cells_two_raked")
chains <- lapply(ways[c("chain", "chain_apart")], function(way) unname(weights(way("simple"))))
write_full(data.frame(id = survey$id, chains), "chain_weights.csv", 15)
write_full(table, "calibration_shares.csv", 15)
