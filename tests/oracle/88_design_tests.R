# Tests, pairs and groups against the rest in every design of the survey, with every statistic of svychisq.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("01_differences.R")
source("02_weighting.R")
source("03_designs.R")

SHARES <- c("creators", "joiners", "inactives")
everyone <- rep(TRUE, nrow(people))
domains <- list(list(where = NA, rows = everyone, by = c("age_group", "sex")),
  list(where = "South", rows = people$region == "South", by = "age_group"),
  list(where = "watch", rows = people$device == "watch", by = "sex"))

# The statistics that are not svychisq's default.  Its df are of all rows that the design holds (`ddf`): the kit's and
# these are degf of the domain, and of one table the same wherever no row is outside it.
other_tests <- function(design, answer, by, domain) {
  part <- subset(design, domain)
  nu <- degf(part)
  table <- reformulate(c(answer, by))
  chisq <- svychisq(table, part, statistic = "Chisq")
  wald <- svychisq(table, part, statistic = "Wald")
  adjusted <- svychisq(table, part, statistic = "adjWald")
  df1 <- wald$parameter[["ndf"]]
  whole <- as.numeric(wald$statistic)  # already over df1
  f <- whole * (nu - df1 + 1) / nu
  own <- wald$parameter[["ddf"]]
  alike(whole * (own - df1 + 1) / own, adjusted$statistic)
  alike(pf(as.numeric(adjusted$statistic), df1, own - df1 + 1, lower.tail = FALSE), adjusted$p.value)
  mean_delta <- qchisq(chisq$p.value, chisq$parameter[["df"]], lower.tail = FALSE)
  data.frame(by = by, answer = answer, statistic = c("Chisq", "Wald", "adjWald"),
    value = c(as.numeric(chisq$statistic), whole, f), corrected = c(mean_delta, NA, NA),
    df1 = c(chisq$parameter[["df"]], df1, df1), df2 = c(NA, nu, nu - df1 + 1),
    p = c(chisq$p.value, pf(whole, df1, nu, lower.tail = FALSE), pf(f, df1, nu - df1 + 1, lower.tail = FALSE)),
    ddf = c(NA, own, own - df1 + 1))
}

gathered <- list(tests = NULL, other = NULL, pairs = NULL, rest = NULL)
gather <- function(name, ...) gathered[[name]] <<- rbind(gathered[[name]], ...)
for (weighting in c("base", "raked", "linear")) for (name in if (weighting == "raked") NAMES else FEW) {
  design <- WEIGHTINGS[[weighting]](name)
  for (domain in if (name %in% FEW && weighting != "linear") domains else domains[3]) for (by in domain$by) {
    head <- data.frame(design = name, weighting = weighting, where = domain$where)
    gather("tests", cbind(head, question = "three", test_rows(design, SHARES, by, domain$rows)))
    if (name %in% FEW) for (answer in c("creators", if (is.na(domain$where)) "device")) {
      gather("other", cbind(head, other_tests(design, answer, by, domain$rows)))
    }
    if (is.na(domain$where)) {
      single <- one_test(design, "device", by, domain$rows)
      gather("tests", cbind(head, question = "device", by = by, answer = NA, single, p_adjusted = single$p))
    }
    gather("pairs", cbind(head, pair_rows(design, SHARES, by, domain$rows, own = TRUE)))
    gather("rest", cbind(head, rest_rows(design, SHARES, by, domain$rows, own = TRUE)))
  }
}
write_full(gathered$tests, "designs_tests.csv", DIGITS)
write_full(gathered$other, "designs_statistics.csv", DIGITS)
write_full(gathered$pairs, "designs_pairs.csv", DIGITS)
write_full(gathered$rest, "designs_rest.csv", DIGITS)
