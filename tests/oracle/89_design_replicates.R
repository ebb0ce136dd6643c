# Replicate weights of the survey, R's own: written down as multipliers of every PSU, and what their errors are before
# and after post-stratification and calibration, with deviations from the estimate (mse) and from the replicates' mean.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")
source("03_designs.R")
suppressWarnings(RNGkind("Mersenne-Twister", "Inversion", "Rejection"))

DF <- 32  # PSUs less strata of the clustered design; told to the kit, which is then to use it everywhere
SHARES <- c("creators", "joiners", "inactives")
pairs_design <- svydesign(ids = ~half, strata = ~pair, weights = ~weight, data = people, nest = TRUE)
made <- function(design, type, mse, ...) as.svrepdesign(design, type = type, mse = mse, compress = FALSE, ...)
METHODS <- list(
  jk1 = function(mse) made(design_named(people, "clusters"), "JK1", mse),
  jk1_fpc = function(mse) made(design_named(people, "clusters_fpc"), "JK1", mse),
  jkn = function(mse) made(design_named(people, "clustered"), "JKn", mse),
  jkn_fpc = function(mse) made(design_named(people, "clustered_fpc"), "JKn", mse),
  brr = function(mse) made(pairs_design, "BRR", mse),
  fay = function(mse) made(pairs_design, "Fay", mse, fay.rho = 0.3),
  bootstrap = function(mse) {
    set.seed(20100122)
    made(design_named(people, "clustered"), "subbootstrap", mse, replicates = 60)
  })

REWEIGHTED <- list(
  base = identity,
  raked = function(design) rep_calibrated(design, "raking"),
  linear = function(design) rep_calibrated(design, "linear", means),
  post = function(design) {
    population <- setNames(full, c(setdiff(names(full), "value"), "Freq"))
    population$Freq <- population$Freq * sum(people$weight)
    postStratify(design, ~age_group + sex, population, compress = FALSE)
  })
rep_calibrated <- function(design, calfun, numbers = NULL) {
  population <- population_of(make_design(people, "simple"), margins, numbers)
  calibrate(design, calibration_formula(margins, numbers), population, calfun = calfun, epsilon = 1e-12, maxit = 500,
    compress = FALSE)
}

domains <- list(all = rep(TRUE, nrow(people)), young = people$age_group == "18-34", old = people$age_group == "55+",
  watch = people$device == "watch")
known <- !is.na(people$hours)
hours <- ifelse(known, people$hours, 0)

# Every estimate of one set of weights, by name.
estimates <- function(w, data) {
  share <- function(answer, domain) sum(w * domain * people[[answer]]) / sum(w * domain)
  found <- unlist(lapply(names(domains), function(name) {
    domain <- domains[[name]]
    values <- c(sapply(SHARES, share, domain), sum(w * domain * known * hours) / sum(w * domain * known),
      sum(w * domain * known * hours), sum(w * domain * people$creators),
      sum(w * domain * known * hours) / sum(w * domain * known * people$visits))
    setNames(values, paste(name, c(paste("share", SHARES), "mean hours", "total hours", "total creators", "ratio hours")))
  }))
  moved <- sapply(SHARES, function(answer) c(
    log(share(answer, domains$young) / share(answer, domains$all)), share(answer, domains$young) - share(answer, domains$old)))
  c(found, setNames(c(moved), paste("young", rep(c("log_index_itself", "difference"), length(SHARES)), rep(SHARES, each = 2))))
}

# The log of a ratio of two shares by the delta method, from the covariance of their replicates: the kit's.  Replicates
# of the log itself (`log_index_itself`) are another number, and kept to show it.
log_indexes <- function(found) do.call(rbind, lapply(SHARES, function(answer) {
  names <- paste(c("young", "all"), "share", answer)
  both <- svycontrast(structure(coef(found)[names], var = vcov(found)[names, names], class = "svystat"),
    list(log_index = str2lang(sprintf("log(`%s` / `%s`)", names[1], names[2]))))
  data.frame(domain = "young", statistic = "log_index", answer = answer, estimate = coef(both)[[1]], se = SE(both)[[1]])
}))

# Woodruff's interval, its share below with the error of the replicates.
medians <- function(design) do.call(rbind, lapply(names(domains), function(name) {
  design$variables$hours <- hours
  found <- svyquantile(~hours, subset(design, domains[[name]] & known), 0.5, df = DF, qrule = "math", interval.type = "mean")
  data.frame(domain = name, statistic = "quantile", answer = "hours", estimate = found$hours[1], se = found$hours[4])
}))

table <- NULL
tests <- NULL
multipliers <- unique(people["cluster"])
scales <- NULL
for (name in names(METHODS)) for (mse in c(TRUE, FALSE)) {
  plain <- METHODS[[name]](mse)
  if (mse) {
    here <- as.matrix(plain$repweights)
    if (plain$combined.weights) here <- here / people$weight
    here <- here[!duplicated(people$cluster), ]
    colnames(here) <- paste(name, seq_len(ncol(here)), sep = "_")
    multipliers <- cbind(multipliers, here)
    scales <- rbind(scales, data.frame(method = name, scale = plain$scale, rscale = plain$rscales))
  }
  for (weighting in names(REWEIGHTED)) {
    design <- REWEIGHTED[[weighting]](plain)
    found <- withReplicates(design, estimates)
    keys <- do.call(rbind, strsplit(names(coef(found)), " "))
    rows <- data.frame(domain = keys[, 1], statistic = keys[, 2], answer = keys[, 3], estimate = as.vector(coef(found)),
      se = as.vector(SE(found)))
    head <- data.frame(method = name, mse = mse, weighting = weighting)
    table <- rbind(table, cbind(head, rbind(rows, log_indexes(found), medians(design)), row.names = NULL))
    for (domain in c("all", "watch")) for (answer in c("creators", "joiners")) {
      # Its n, which falls out of F, and its df are those of the rows held.
      part <- subset(design, domains[[domain]])
      one <- svychisq(reformulate(c(answer, "sex")), part, statistic = "F")
      df1 <- one$parameter[["ndf"]]
      tests <- rbind(tests, data.frame(method = name, mse = mse, weighting = weighting, domain = domain, answer = answer,
        F = as.numeric(one$statistic), df1 = df1, p = pf(as.numeric(one$statistic), df1, df1 * DF, lower.tail = FALSE)))
    }
  }
}
# With deviations from the estimate, and where nothing is nonlinear, the jackknife is Taylor's: both of R.
taylor <- svytotal(~creators, design_named(people, "clustered_fpc"))
same_total <- subset(table, method == "jkn_fpc" & mse & weighting == "base" & domain == "all" & statistic == "total")
alike(same_total$se[same_total$answer == "creators"], SE(taylor))
write.csv(multipliers, "data/designs_replicates.csv", row.names = FALSE, quote = FALSE)
write_full(scales, "../data/designs_scales.csv")
write_full(table, "designs_replicates.csv", 14)
write_full(tests, "designs_replicate_tests.csv", 14)
