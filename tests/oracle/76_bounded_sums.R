# Bounds on g where the counts do not add to the sum of the base weights: 1.3 times as much, and 500 times. Crossed
# margins with two numbers.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")

survey <- read_data("weighting.csv")
means <- read_numbers("weighting_means.csv")
shares <- read_margins("weighting_crossed.csv")
# The same margins as counts that add to about `times` the base weights.
counted <- function(times) {
  total <- round(times * sum(survey$weight))
  list(margins = lapply(shares, function(m) structure(transform(m, value = value * total), unit = "count")),
    numbers = means * total, name = if (times > 20) "far" else "sums")
}
for (problem in list(counted(1.3), counted(500))) {
  rows <- do.call(rbind, lapply(unname(problem$margins), function(m) {
    cells <- setNames(lapply(c("age_group", "sex", "education"), function(v) if (v %in% names(m)) m[[v]] else ""),
      c("age_group", "sex", "education"))
    data.frame(cells, count = sprintf("%.15g", m$value))
  }))
  file <- file.path("data", paste0("weighting_crossed_", problem$name, ".csv"))
  writeLines("# population: made up", file)
  suppressWarnings(write.table(rows, file, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE))
  write.csv(data.frame(question = names(problem$numbers), value = sprintf("%.15g", problem$numbers)),
    file.path("data", paste0("weighting_numbers_", problem$name, ".csv")), row.names = FALSE, quote = FALSE)
}
# Read back, so that both sides start from the same digits.
read_problem <- function(name) {
  list(read_margins(paste0("weighting_crossed_", name, ".csv")), read_numbers(paste0("weighting_numbers_", name, ".csv")))
}
sums <- read_problem("sums")
# Here R would first multiply the weights by the mean of the columns' ratios, which depends on the first level of
# every margin. The kit multiplies them by the growth of their sum: so does this script, and R leaves g as it is.
far <- read_problem("far")
grown <- sum(far[[1]][[1]]$value) / sum(survey$weight)

cases <- list(
  linear = list(shares, means, "linear", c(-Inf, Inf)),
  logit = list(shares, means, "logit", c(0.4, 2.2)),
  sums_linear = list(sums[[1]], sums[[2]], "linear", c(-Inf, Inf)),
  sums_truncated = list(sums[[1]], sums[[2]], "linear", c(0.8, 1.9)),
  sums_logit = list(sums[[1]], sums[[2]], "logit", c(0.6, 2.4)),
  sums_raking = list(sums[[1]], sums[[2]], "raking", c(0.8, 1.9)),
  far_logit = list(far[[1]], far[[2]], "logit", c(0.4, 2.2)))
kinds <- c("simple", "strata", "clusters", "clustered")
out <- data.frame(id = survey$id)
table <- NULL
for (name in names(cases)) {
  case <- cases[[name]]
  for (kind in kinds) {
    base <- survey$weight * if (name == "far_logit") grown else 1
    design <- design_with(with_margins(survey, case[[1]]), kind, base)
    done <- calibrated_to(design, case[[1]], case[[2]], case[[3]], case[[4]])
    table <- rbind(table, short_block(name, kind, done))
  }
  out[[name]] <- weights(done)
  g <- out[[name]] / base
  cat(sprintf("%s: g %.3f to %.3f, mean %.3f\n", name, min(g), max(g), sum(out[[name]]) / sum(base)))
  if (case[[3]] != "logit" && is.finite(case[[4]][1])) stopifnot(max(g) > case[[4]][2] * (1 - 1e-9))
}
write_full(out, "bounded_weights.csv", 15)
write_full(table, "bounded_shares.csv", 15)
