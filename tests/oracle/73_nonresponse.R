# Non-response: weighting cells by hand; propensities of svyglm(quasibinomial) and glm, inverse and in classes; then raked.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")

people <- read_data("weighting.csv")
d <- people$weight
said <- people$answered == 1
out <- data.frame(id = people$id)

# Cells: in each, those who answered count for all.
by_cell <- function(cell) {
  factor <- tapply(d, cell, sum) / tapply(d * said, cell, sum)
  unname(ifelse(said, d * factor[as.character(cell)], 0))
}
out$cells_one <- by_cell(people$education)
out$cells_two <- by_cell(paste(people$age_group, people$country))

# Propensities by pseudo-likelihood under the design weights; svyglm's point estimate is that of any design.
tight <- glm.control(epsilon = 1e-15, maxit = 200)
models <- list(
  categories = answered ~ age_group + education + country,
  number = answered ~ age_group + education + country + household_size)
propensity <- data.frame(id = people$id)
for (name in names(models)) {
  fit <- svyglm(models[[name]], make_design(people, "simple"), family = quasibinomial(), control = tight)
  by_hand <- suppressWarnings(glm(models[[name]], data = people, weights = d / mean(d), family = quasibinomial(), control = tight))
  stopifnot(max(abs(coef(fit) - coef(by_hand))) < 1e-10)
  propensity[[name]] <- as.vector(fitted(fit))
  out[[paste0("inverse_", name)]] <- ifelse(said, d / propensity[[name]], 0)
}
# Classes of equal weight: limits are the smallest propensities that j / K of the weight do not exceed.
classes <- function(p, k) {
  p <- signif(p, 12)
  values <- sort(unique(p))
  reached <- cumsum(tapply(d, factor(p, values), sum)) / sum(d)
  limits <- vapply(seq_len(k - 1), function(j) values[min(which(reached >= j / k))], 0)
  rowSums(outer(p, limits, ">"))
}
for (name in names(models)) {
  class <- classes(propensity[[name]], 5)
  cat(name, "classes:", round(tapply(d, class, sum) / sum(d), 3), "\n")
  out[[paste0("classes_", name)]] <- by_cell(class)
}
out$classes_three <- by_cell(classes(propensity$categories, 3))
write_full(propensity, "propensities.csv", 15)

# Then raked: the adjusted weights are the base weights, those who did not answer weigh 0 and stay in the design.
margins <- read_margins("weighting_three.csv")
people <- with_margins(people, margins)
for (name in c("cells_two", "inverse_number", "classes_categories")) {
  w <- out[[name]]
  raked <- swept(w, people, margins, margin_totals(margins, w))
  check <- weights(without_zeros(calibrate(design_with(people, "simple", w), margin_formula(margins),
    population_of(design_with(people, "simple", w), margins), calfun = "raking", epsilon = 1e-12, maxit = 500)))
  stopifnot(max(abs(check - raked)) < 1e-10)
  out[[paste0(name, "_raked")]] <- raked
}
write_full(out, "adjusted_weights.csv", 15)

# Respondents by themselves give the same weights: zeros change nothing but the design.
alone <- people[said, ]
alone$weight <- out$cells_two[said]
stopifnot(max(abs(weights(calibrated(make_design(alone, "simple"), margins)) / out$cells_two_raked[said] - 1)) < 1e-10)
