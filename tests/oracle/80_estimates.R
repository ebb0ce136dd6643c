# Means, totals, ratios, quantiles and design effects, before and after weighting, in six designs and in domains.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")
suppressWarnings(RNGkind("Mersenne-Twister", "Inversion", "Rejection"))

# More columns for the people of weighting.csv: money with zeros, refunds and ties, a scale, numbers with blanks, and
# how many PSUs and people their stratum has.
set.seed(20171117)
survey <- read_data("weighting.csv")
n <- nrow(survey)
psus <- tapply(survey$psu, survey$stratum, function(x) length(unique(x)))
numbers <- data.frame(id = survey$id,
  spent = ifelse(runif(n) < 0.25, 0, round(exp(rnorm(n, 3 + 0.2 * survey$hours / 3, 1.3)), 1)) - ifelse(runif(n) < 0.03, 60, 0),
  paid = ifelse(runif(n) < 0.08, NA, round(rgamma(n, 2, 0.02))),
  rating = ifelse(runif(n) < 0.06, NA, pmin(5, pmax(1, round(3 + 0.8 * survey$creators + rnorm(n))))),
  psus = as.integer(psus[survey$stratum] + 2 + match(survey$stratum, names(psus)) %% 3),
  people = as.integer(table(survey$stratum)[survey$stratum] * 3))
write.csv(numbers, file.path("data", "numbers.csv"), row.names = FALSE, quote = FALSE, na = "")
survey <- merge(survey, numbers, by = "id", sort = FALSE)
stopifnot(identical(survey$id, numbers$id))

three <- read_margins("weighting_three.csv")
full <- read_margins("weighting_full.csv")
means <- read_numbers("weighting_means.csv")
d <- survey$weight

design_of <- function(kind) {
  people <- with_margins(survey, three)
  switch(kind,
    strata_fpc = svydesign(ids = ~1, strata = ~stratum, weights = ~weight, fpc = ~people, data = people),
    clustered_fpc = svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, fpc = ~psus, data = people, nest = TRUE),
    make_design(people, kind))
}
post <- function(kind) {
  population <- full[[1]]
  population$Freq <- population$value * sum(d)
  population$value <- NULL
  postStratify(design_of(kind), ~age_group + sex + education, population)
}
ways <- list(base = design_of,
  raked = function(kind) calibrated(design_of(kind), three),
  linear = function(kind) calibrated_to(design_of(kind), three, means),
  post = post)

# Type 1 quantile, the smallest x with F(x) >= p: 4.1-1's "math" but below the first weight, where it takes the second x.
smallest <- function(x, w, p) {
  x <- x[w != 0]
  w <- w[w != 0]
  order <- order(x)
  below <- cumsum(w[order]) / sum(w)
  found <- x[order][which(below >= p - 1e-12)[1]]
  if (p >= below[1] && min(abs(below - p)) > 1e-12) stopifnot(found == survey:::qrule_math(x, w, p))
  found
}

limits <- function(statistic, question, quantile, x, part, deff) {
  t <- qt(0.975, degf(part))
  data.frame(statistic = statistic, question = question, quantile = quantile, estimate = coef(x)[[1]], se = SE(x)[[1]],
    low = coef(x)[[1]] - t * SE(x)[[1]], high = coef(x)[[1]] + t * SE(x)[[1]], deff = deff)
}

# The statistics of everyone in `domain` who gave all the numbers of a statistic.
block_of <- function(design, domain) {
  answered <- function(names) {
    known <- complete.cases(design$variables[names])
    out <- subset(design, domain & known)
    for (name in names) {
      values <- out$variables[[name]]
      out$variables[[name]] <- ifelse(is.na(values), 0, values)
    }
    out
  }
  rows <- list()
  add <- function(part, row) {
    w <- weights(part)
    w <- w[w != 0]
    rows[[length(rows) + 1]] <<- cbind(row, df = as.integer(degf(part)), n = length(w), n_weighted = sum(w), n_eff = kish(w))
  }
  for (name in c("hours", "spent", "paid", "household_size", "rating")) {
    part <- answered(name)
    found <- svymean(reformulate(name), part, deff = "replace")
    stopifnot(max(abs(confint(found, df = degf(part)) - unlist(limits("", "", 0, found, part, 0)[c("low", "high")]))) < 1e-9)
    add(part, limits("mean", name, NA, found, part, deff(found)[[1]]))
    found <- svytotal(reformulate(name), part, deff = "replace")
    add(part, limits("total", name, NA, found, part, deff(found)[[1]]))
    if (name == "household_size") next
    for (p in c(0.05, 0.25, 0.5, 0.9)) {
      q <- svyquantile(reformulate(name), part, p, qrule = smallest, interval.type = "mean", df = degf(part))[[1]]
      below <- svymean(as.numeric(part$variables[[name]] <= q[[1]]), part, deff = "replace")
      add(part, data.frame(statistic = "quantile", question = name, quantile = p, estimate = q[[1]], se = q[[4]],
        low = q[[2]], high = q[[3]], deff = if (SE(below)[[1]] > 1e-12) deff(below)[[1]] else NA))
    }
  }
  part <- answered("creators")
  for (name in c("creators", "joiners")) {
    found <- svytotal(reformulate(name), part, deff = "replace")
    add(part, limits("total", paste0("rungs.", name), NA, found, part, deff(found)[[1]]))
  }
  for (level in c("Lower", "Higher")) {
    part$variables$y <- as.numeric(part$variables$education == level)
    found <- svytotal(~y, part, deff = "replace")
    add(part, limits("total", paste0("education.", level), NA, found, part, deff(found)[[1]]))
  }
  part <- answered(c("paid", "hours"))
  found <- svyratio(~paid, ~hours, part, deff = "replace")
  add(part, limits("ratio", "paid", NA, found, part, attr(found, "deff")[[1]]))
  do.call(rbind, rows)
}

female <- survey$sex == "Female"
domains <- c(list(list(where = NA, by = NA, level = NA, rows = rep(TRUE, n)), list(where = "Female", by = NA, level = NA, rows = female)),
  lapply(sort(unique(survey$age_group)), function(level) {
    list(where = NA, by = "age_group", level = level, rows = survey$age_group == level)
  }),
  lapply(sort(unique(survey$country)), function(level) {
    list(where = "Female", by = "country", level = level, rows = female & survey$country == level)
  }))

whole <- c("simple", "clustered", "clustered_fpc")
table <- do.call(rbind, lapply(names(ways), function(way) do.call(rbind, lapply(
  c(whole, if (way %in% c("base", "raked")) c("strata", "clusters", "strata_fpc")), function(kind) {
    design <- ways[[way]](kind)
    asked <- if (kind %in% whole) domains else Filter(function(domain) is.na(domain$where), domains)
    do.call(rbind, lapply(asked, function(domain) {
      block <- block_of(design, domain$rows)
      cbind(data.frame(design = kind, weighting = way, where = domain$where, by = domain$by, level = domain$level), block)
    }))
  }))))

# What the weights were calibrated to has no error: its mean, its total, its count.
fixed <- which(table$se < 1e-7 * abs(table$estimate) & table$statistic %in% c("mean", "total"))
stopifnot(all(table$question[fixed] %in% c("hours", "household_size", "education.Lower", "education.Higher")))
table$se[fixed] <- 0
table[fixed, c("low", "high", "deff")] <- NA
write_full(table, "estimates.csv", 13)

# svyby is these domains one by one; R's TRUE for deff is "replace" over 1 - n / N.
simple <- design_of("clustered")
by_age <- svyby(~hours, ~age_group, simple, svymean, deff = "replace")
rows <- table[table$design == "clustered" & table$weighting == "base" & table$statistic == "mean" & table$question == "hours" &
  table$by %in% "age_group", ]
stopifnot(max(abs(by_age$hours / rows$estimate - 1)) < 1e-12, max(abs(by_age$se / rows$se - 1)) < 1e-12,
  max(abs(by_age$DEff.hours / rows$deff - 1)) < 1e-12)
with <- deff(svymean(~hours, simple, deff = TRUE))[[1]]
without <- deff(svymean(~hours, simple, deff = "replace"))[[1]]
stopifnot(abs(with * (1 - nrow(simple) / sum(weights(simple))) / without - 1) < 1e-12)

# Row shares (of those who hold a rung, who is in a country), people in thousands, and design effects of shares.
UNIVERSE <- 5e6
by_country <- function(design, kind, way) do.call(rbind, lapply(c("creators", "joiners"), function(name) {
  held <- subset(design, design$variables[[name]] == 1)
  groups <- do.call(rbind, lapply(sort(unique(survey$country)), function(level) {
    here <- survey$country == level
    held$variables$y <- as.numeric(held$variables$country == level)
    design$variables$both <- as.numeric(here & design$variables[[name]] == 1)
    part <- subset(design, here)
    of_held <- svymean(~y, held)
    of_all <- svymean(~both, design)
    of_part <- svymean(reformulate(name), part, deff = "replace")
    row <- function(table, x, df, deff = NA) {
      p <- coef(x)[[1]]
      half <- qt(0.975, df) * SE(x)[[1]] / (p * (1 - p))
      data.frame(table = table, answer = name, level = level, share = p, se = SE(x)[[1]], df = as.integer(df),
        low = plogis(qlogis(p) - half), high = plogis(qlogis(p) + half), deff = deff)
    }
    people <- row("universe", of_all, degf(design))
    for (column in c("share", "se", "low", "high")) people[[column]] <- people[[column]] * UNIVERSE / 1000
    rbind(row("composition", of_held, degf(held)), people, row("design_effects", of_part, degf(part), deff(of_part)[[1]]))
  }))
  cbind(data.frame(design = kind, weighting = way), groups)
}))
tables <- do.call(rbind, lapply(c("base", "raked", "linear"), function(way) do.call(rbind, lapply(whole, function(kind) {
  by_country(ways[[way]](kind), kind, way)
}))))
write_full(tables, "profile_tables.csv", 14)
