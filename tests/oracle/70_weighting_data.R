# The made-up surveys that the scripts on weighting work on.  Nothing in them is real.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")
suppressWarnings(RNGkind("Mersenne-Twister", "Inversion", "Rejection"))

write_data <- function(table, name) {
  write.csv(table, file.path("data", name), row.names = FALSE, quote = FALSE, na = "")
}

# A row per value: the cells it fills, then the value.  `rows` is a list of data frames with a column `value`.
write_margins <- function(name, margins, unit = "share") {
  columns <- unique(unlist(lapply(margins, function(m) setdiff(names(m), "value"))))
  lines <- unlist(lapply(margins, function(m) {
    vapply(seq_len(nrow(m)), function(i) {
      cells <- setNames(rep("", length(columns)), columns)
      for (column in setdiff(names(m), "value")) cells[column] <- as.character(m[i, column])
      paste(c(cells, format(m$value[i], digits = 15, scientific = FALSE, trim = TRUE)), collapse = ",")
    }, "")
  }))
  writeLines(c("# population: made up", paste(c(columns, unit), collapse = ","), lines), file.path("data", name))
}

one <- function(variable, shares) setNames(data.frame(names(shares), unname(shares)), c(variable, "value"))

# Three countries of four strata each, three to five PSUs a stratum; PSU numbers start again in every stratum.
set.seed(20120401)
frame <- do.call(rbind, lapply(1:12, function(h) {
  data.frame(stratum = sprintf("s%02d", h), psu = seq_len(sample(3:5, 1)), country = c("BE", "NL", "DE")[(h - 1) %/% 4 + 1])
}))
frame$size <- sample(10:30, nrow(frame), replace = TRUE)
frame$cluster <- sprintf("c%02d", seq_len(nrow(frame)))
frame$level <- rnorm(nrow(frame), 0, 0.4)
rows <- rep(seq_len(nrow(frame)), frame$size)
n <- length(rows)
pick <- function(n, shares) sample(names(shares), n, replace = TRUE, prob = shares)
people <- data.frame(id = seq_len(n), frame[rows, c("stratum", "psu", "cluster", "country")])
people$age_group <- pick(n, c("18-34" = .22, "35-54" = .40, "55+" = .38))
people$sex <- pick(n, c(Female = .56, Male = .44))
people$education <- ifelse(people$age_group == "55+", pick(n, c(Lower = .4, Middle = .4, Higher = .2)),
  pick(n, c(Lower = .2, Middle = .45, Higher = .35)))
people$household_size <- 1L + rpois(n, ifelse(people$age_group == "35-54", 1.9, 1))
people$hours <- round(exp(rnorm(n, ifelse(people$age_group == "18-34", 1.2, 0.7), 0.6)), 2)
people$weight <- round(exp(rnorm(n, 0, 0.5)) * ifelse(people$country == "DE", 1.6, 1), 4)
age <- match(people$age_group, c("18-34", "35-54", "55+"))
active <- rnorm(n) + frame$level[rows] - 0.5 * (age - 2) + 0.3 * (people$education == "Higher") + 0.1 * people$hours
own <- function(cut, loading) as.integer(loading * active + sqrt(1 - loading^2) * rnorm(n) > cut)
people$creators <- own(1.1, 0.7)
people$joiners <- own(0.3, 0.7)
people$inactives <- as.integer(people$creators + people$joiners == 0 & own(0.2, -0.4) == 1)

# Blanks in two raking variables; who answered the second part of the survey (0 of nobody in any cell below).
people$age_blank <- ifelse(runif(n) < 0.06, NA, people$age_group)
people$sex_blank <- ifelse(runif(n) < 0.04, NA, people$sex)
chance <- plogis(0.6 - 0.5 * (people$age_group == "18-34") + 0.5 * (people$education == "Higher") + 0.2 * (people$country == "NL") -
  0.12 * (people$household_size - 2))
people$answered <- as.integer(runif(n) < chance)
write_data(people, "weighting.csv")

ages <- c("18-34" = .31, "35-54" = .36, "55+" = .33)
sexes <- c(Female = .51, Male = .49)
levels <- c(Lower = .27, Middle = .44, Higher = .29)
countries <- c(BE = .25, NL = .30, DE = .45)
write_margins("weighting_three.csv", list(one("age_group", ages), one("sex", sexes), one("education", levels)))
age_sex <- expand.grid(age_group = names(ages), sex = names(sexes), stringsAsFactors = FALSE)
age_sex$value <- c(.155, .185, .17, .155, .175, .16)
sex_country <- expand.grid(sex = names(sexes), country = names(countries), stringsAsFactors = FALSE)
sex_country$value <- c(.13, .12, .15, .15, .23, .22)
age_education <- expand.grid(age_group = names(ages), education = names(levels), stringsAsFactors = FALSE)
age_education$value <- c(.07, .08, .12, .14, .16, .14, .10, .12, .07)
write_margins("weighting_crossed.csv", list(age_sex, one("education", levels)))
write_margins("weighting_overlapping.csv", list(age_sex, sex_country, age_education))
write_margins("weighting_nested.csv", list(one("age_group", ages), one("sex", sexes), age_sex, one("country", countries)))

# The full cross of three variables, for post-stratification: shares, and the same population as counts.
full <- expand.grid(age_group = names(ages), sex = names(sexes), education = names(levels), stringsAsFactors = FALSE)
full$value <- ages[full$age_group] * sexes[full$sex] * levels[full$education] *
  (1 + ifelse(full$age_group == "55+" & full$education == "Lower", 0.4, 0))
full$value <- round(full$value / sum(full$value), 4)
full$value[1] <- full$value[1] + 1 - sum(full$value)
write_margins("weighting_full.csv", list(full))
write_margins("weighting_full_counts.csv", list(transform(full, value = round(value * 4e6))), "count")

# Counts with numeric totals beside them; shares with means.
write_margins("weighting_counts.csv", list(one("age_group", ages * 900000), one("sex", sexes * 900000)), "count")
write_data(data.frame(question = c("household_size", "hours"), value = c(2.43, 3.1)), "weighting_means.csv")
write_data(data.frame(question = c("household_size", "hours"), value = c(2.43, 3.1) * 900000), "weighting_sums.csv")

# A target of 0 for a level that people have.
write_margins("weighting_zero.csv", list(one("age_group", ages), one("sex", sexes),
  one("education", c(Lower = 0, Middle = .6, Higher = .4))))

# Every country to targets of its own; and countries' own shares.
within_age <- do.call(rbind, lapply(seq_along(countries), function(i) data.frame(country = names(countries)[i],
  age_group = names(ages), value = list(c(.28, .37, .35), c(.31, .36, .33), c(.33, .35, .32))[[i]])))
within_sex <- do.call(rbind, lapply(seq_along(countries), function(i) data.frame(country = names(countries)[i],
  sex = names(sexes), value = list(c(.51, .49), c(.50, .50), c(.52, .48))[[i]])))
write_margins("weighting_within.csv", list(within_age, within_sex, one("education", levels)))
write_margins("weighting_within_shares.csv", list(within_age, within_sex, one("education", levels), one("country", countries)))

# Targets that name the blanks, and targets that do not.
write_margins("weighting_blank_level.csv", list(
  one("age_blank", c("18-34" = .29, "35-54" = .34, "55+" = .31, "(blank)" = .06)),
  one("sex_blank", c(Female = .49, Male = .48, "(blank)" = .03)), one("education", levels)))
write_margins("weighting_blank.csv", list(one("age_blank", ages), one("sex_blank", sexes), one("education", levels)))
write_margins("weighting_blank_crossed.csv", list(
  setNames(age_sex, c("age_blank", "sex_blank", "value")), one("education", levels)))

# A margin of 300 levels beside one of two.
set.seed(20120402)
n <- 3000
district <- sprintf("d%03d", c(1:300, sample(300, n - 300, replace = TRUE, prob = runif(300, 0.4, 2))))
districts <- data.frame(id = seq_len(n), district = district, sex = pick(n, c(Female = .6, Male = .4)),
  weight = round(exp(rnorm(n, 0, 0.4)), 4))
write_data(districts, "districts.csv")
sizes <- round(runif(300, 0.002, 0.0046), 6)
sizes <- setNames(c(sizes[-300], round(1 - sum(sizes[-300]), 6)), sprintf("d%03d", 1:300))
stopifnot(sizes > 0, length(unique(district)) == 300)
# Not every district has both sexes: still feasible, which the sweeps of 71 show.
write_margins("districts_targets.csv", list(one("district", sizes), one("sex", sexes)))
