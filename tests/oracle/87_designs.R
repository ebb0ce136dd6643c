# Shares, means, totals, ratios, medians and indexes in every design of a survey, under every weighting of it.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")
source("03_designs.R")

SHARES <- c("creators", "joiners", "inactives")
DRAWN_WHOLE <- c("strata_fpc", "clustered_fpc", "only_fpc")

# An estimate with its error and the t limits on the df of the rows that it is of.
told <- function(statistic, answer, found, part) {
  df <- degf(part)
  se <- as.vector(SE(found))
  data.frame(statistic = statistic, answer = answer, estimate = as.vector(coef(found)), se = se, df = as.integer(df),
    low = as.vector(coef(found)) - qt(0.975, df) * se, high = as.vector(coef(found)) + qt(0.975, df) * se)
}

# Woodruff's interval of the share below; 4.1-1's "math" quantile is the smallest value that at least p lie at or below.
median_of <- function(part) {
  df <- degf(part)
  found <- tryCatch(svyquantile(~hours, part, 0.5, df = df, qrule = "math", interval.type = "mean")$hours,
    error = function(e) c(NA, NA, NA, NA))
  data.frame(statistic = "quantile", answer = "hours", estimate = found[1], se = found[4], df = as.integer(df),
    low = found[2], high = found[3])
}

rows_of <- function(design, domain) {
  # A calibrated design keeps the rows outside a domain: their blanks may be anything, 4.1-1 wants a number.
  for (name in c("hours", "trust")) design$variables[[name]][is.na(people[[name]])] <- 0
  answered <- function(name) subset(design, domain & !is.na(people[[name]]))
  part <- subset(design, domain)
  shares <- told("share", SHARES, svymean(reformulate(SHARES), part), part)
  half <- qt(0.975, shares$df) * shares$se / (shares$estimate * (1 - shares$estimate))
  edge <- shares$estimate %in% c(0, 1)
  shares$low <- ifelse(edge, NA, plogis(qlogis(shares$estimate) - half))
  shares$high <- ifelse(edge, NA, plogis(qlogis(shares$estimate) + half))
  rbind(shares,
    told("mean", "hours", svymean(~hours, answered("hours")), answered("hours")),
    told("mean", "trust", svymean(~trust, answered("trust")), answered("trust")),
    told("total", "hours", svytotal(~hours, answered("hours")), answered("hours")),
    told("total", "creators", svytotal(~creators, part), part),
    told("ratio", "hours", svyratio(~hours, ~visits, answered("hours")), answered("hours")),
    median_of(answered("hours")))
}

domains <- c(list(list(where = NA, by = NA, level = NA, rows = TRUE)),
  lapply(sort(unique(people$age_group)), function(level) {
    list(where = NA, by = "age_group", level = level, rows = people$age_group == level)
  }),
  list(list(where = "South", by = NA, level = NA, rows = people$region == "South"),
    list(where = "watch", by = NA, level = NA, rows = people$device == "watch"),
    list(where = "watch", by = "sex", level = "Male", rows = people$device == "watch" & people$sex == "Male")))
everyone <- rep(TRUE, nrow(people))
# With population counts everybody of this stratum was asked: only calibration leaves an error.
whole <- list(list(where = "s1", by = NA, level = NA, rows = people$stratum == "s1"))

block_of <- function(design, name, weighting) do.call(rbind, lapply(c(domains, whole[name %in% DRAWN_WHOLE]), function(domain) {
  rows <- rows_of(design, domain$rows & everyone)
  if (!is.na(domain$by) && is.na(domain$where)) {
    indexes <- do.call(rbind, lapply(SHARES, function(answer) index_row(design, answer, domain$rows)))
    rows <- rbind(rows, data.frame(statistic = "index", answer = SHARES, estimate = indexes$index,
      se = indexes$index_se_log, df = as.integer(degf(design)), low = indexes$index_low, high = indexes$index_high))
  }
  cbind(data.frame(design = name, weighting = weighting, where = domain$where, by = domain$by, level = domain$level), rows)
}))

# 4.1-1 stops where a stratum has one PSU of several, or of a number that it does not know.
for (name in c("only", "one_certainty_fpc")) {
  design <- design_named(people, name)
  options(survey.lonely.psu = "fail")
  stopped <- tryCatch({svymean(~creators, design); FALSE}, error = function(e) TRUE)
  stopifnot(stopped)
}

table <- NULL
for (weighting in names(WEIGHTINGS)) for (name in if (weighting %in% c("base", "linear")) NAMES else FEW) {
  if (grepl("_fpc$", name)) {
    # Counts and fractions are one thing.
    errors <- lapply(c(FALSE, TRUE), function(fraction) {
      SE(svymean(~creators + joiners, WEIGHTINGS[[weighting]](name, fraction = fraction)))
    })
    alike(errors[[1]], errors[[2]])
  }
  table <- rbind(table, block_of(WEIGHTINGS[[weighting]](name), name, weighting))
}
write_full(table, "designs.csv", 14)
made <- lapply(WEIGHTINGS[c("raked", "linear", "post")], function(weigh) weights(weigh("simple")))
write_full(data.frame(id = people$id, made), "designs_weights.csv", 16)
