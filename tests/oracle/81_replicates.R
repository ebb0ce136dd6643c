# Replicate weights: what R makes of them, and what it makes from them, before and after weighting.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
suppressWarnings(RNGkind("Mersenne-Twister", "Inversion", "Rejection"))
ANSWERS <- c("creators", "joiners", "inactives")

# Sixteen strata of two PSUs each; PSU numbers start again in every stratum.  Nothing in it is real.
set.seed(20120401)
frame <- data.frame(stratum = rep(sprintf("s%02d", 1:16), each = 2), psu = rep(1:2, 16), cluster = sprintf("c%02d", 1:32),
  population = rep(sample(5:40, 16, replace = TRUE), each = 2))
frame$all_psus <- 150
frame$size <- sample(10:24, nrow(frame), replace = TRUE)
frame$level <- rnorm(nrow(frame), 0, 0.5)
rows <- rep(seq_len(nrow(frame)), frame$size)
n <- length(rows)
pick <- function(n, shares) sample(names(shares), n, replace = TRUE, prob = shares)
people <- data.frame(id = seq_len(n), frame[rows, c("stratum", "psu", "cluster", "population", "all_psus")])
people$sex <- pick(n, c(Female = .56, Male = .44))
people$age_group <- pick(n, c("18-34" = .26, "35-54" = .40, "55+" = .34))
people$region <- pick(n, c(North = .3, East = .2, South = .35, West = .15))
people$education <- pick(n, c(Lower = .3, Middle = .45, Higher = .25))
people$hours <- round(exp(rnorm(n, ifelse(people$age_group == "18-34", 1.2, 0.7), 0.6)), 2)
people$friends <- 1L + rpois(n, ifelse(people$sex == "Female", 3, 2))
people$weight <- round(exp(rnorm(n, 0, 0.4)) * ifelse(people$region == "South", 1.5, 1), 4)
active <- rnorm(n) + frame$level[rows] - 0.5 * (people$age_group == "55+") + 0.1 * people$hours
own <- function(cut, loading) as.integer(loading * active + sqrt(1 - loading^2) * rnorm(n) > cut)
people$creators <- own(1.1, 0.7)
people$joiners <- own(0.3, 0.7)
people$inactives <- as.integer(people$creators + people$joiners == 0 & own(0.2, -0.4) == 1)
write.csv(people, file.path("data", "replicates.csv"), row.names = FALSE, quote = FALSE)
people$education <- factor(people$education)

in_strata <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = people, nest = TRUE)
clusters <- svydesign(ids = ~cluster, weights = ~weight, data = people)
finite <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = people, nest = TRUE, fpc = ~population)
finite_clusters <- svydesign(ids = ~cluster, weights = ~weight, data = people, fpc = ~all_psus)
whole <- function(design, type, ...) as.svrepdesign(design, type = type, compress = FALSE, ...)
set.seed(81)
made <- list(
  JKn = whole(in_strata, "JKn"), JK1 = whole(clusters, "JK1"),
  BRR = whole(in_strata, "BRR"), Fay = whole(in_strata, "Fay", fay.rho = 0.3),
  bootstrap = whole(in_strata, "subbootstrap", replicates = 60),
  JKn_fpc = whole(finite, "JKn"), JK1_fpc = whole(finite_clusters, "JK1"))

# What a file would hold: the columns, and the method that its documentation names.
first <- match(frame$cluster, people$cluster)
by_psu <- function(design) as.matrix(weights(design, "replication"))[first, ]
multipliers <- lapply(made, by_psu)
hadamard_signs <- ifelse(hadamard(32)[1:32, ] == 1, 1, -1)
k <- ncol(hadamard_signs)
# Successive differences (Fay and Train 1995): each PSU takes two neighbouring rows.
multipliers$SDR <- 1 + 2^-1.5 * hadamard_signs[1:32, ] - 2^-1.5 * hadamard_signs[c(2:32, 1), ]
multipliers$JK2 <- vapply(1:16, function(h) ifelse(frame$stratum == sprintf("s%02d", h), ifelse(frame$psu == 1, 2, 0), 1), numeric(32))
columns <- function(type) multipliers[[type]][match(people$cluster, frame$cluster), ] * people$weight
from_file <- function(type, columns, ...) suppressWarnings(svrepdesign(variables = people, repweights = columns,
  weights = people$weight, type = type, combined.weights = TRUE, ...))
rscales_of <- function(design) rep_len(design$rscales, ncol(by_psu(design)))
given <- list(
  JK1 = from_file("JK1", columns("JK1")), JKn = from_file("JKn", columns("JKn"), rscales = rscales_of(made$JKn), scale = 1),
  JK2 = from_file("JK2", columns("JK2")), BRR = from_file("BRR", columns("BRR")),
  Fay = from_file("Fay", columns("Fay"), rho = 0.3), bootstrap = from_file("bootstrap", columns("bootstrap")),
  SDR = from_file("successive-difference", columns("SDR")),
  JKn_fpc = from_file("JKn", columns("JKn_fpc"), rscales = rscales_of(made$JKn_fpc), scale = 1),
  JK1_fpc = from_file("JK1", columns("JK1_fpc"), scale = made$JK1_fpc$scale))

# The two ways in R must agree: as.svrepdesign on the design, svrepdesign on the columns.
for (type in intersect(names(made), names(given))) {
  one <- made[[type]]; other <- given[[type]]
  same <- one$scale * rscales_of(one) / (other$scale * other$rscales)
  ratio <- if (type == "bootstrap") 1 else same
  stopifnot(max(abs(ratio - 1)) < 1e-12, max(abs(weights(one, "analysis") - weights(other, "analysis"))) < 1e-9)
}

table <- do.call(cbind, lapply(names(multipliers), function(type) {
  m <- multipliers[[type]]
  colnames(m) <- paste0(type, seq_len(ncol(m)))
  m
}))
write_full(cbind(frame["cluster"], as.data.frame(table)), "replicate_multipliers.csv")
write_full(do.call(rbind, lapply(names(given), function(type) {
  design <- given[[type]]
  data.frame(method = type, replicate = seq_along(design$rscales), scale = design$scale, rscale = design$rscales,
    df = degf(design))
})), "replicate_scales.csv")

shares <- list(sex = c(Female = .52, Male = .48), age_group = c("18-34" = .31, "35-54" = .36, "55+" = .33))
total <- sum(people$weight)
raked <- function(design) {
  population <- c(total, shares$sex[-1] * total, shares$age_group[-1] * total)
  names(population) <- colnames(model.matrix(~sex + age_group, people))
  out <- calibrate(design, ~sex + age_group, population, calfun = "raking", epsilon = 1e-12, maxit = 500, compress = FALSE)
  # rake() stops by the full sample; made to go on, it ends at the same weights in every replicate.
  swept <- suppressWarnings(rake(design, list(~sex, ~age_group), lapply(names(shares), function(v) setNames(data.frame(names(shares[[v]]), shares[[v]] * total),
    c(v, "Freq"))), control = list(maxit = 40, epsilon = 0, verbose = FALSE)))
  stopifnot(max(abs(weights(out, "analysis") - weights(swept, "analysis"))) < 1e-7)
  out
}
post <- function(design) {
  cells <- expand.grid(sex = names(shares$sex), age_group = names(shares$age_group))
  cells$Freq <- total * as.vector(outer(shares$sex, shares$age_group))
  postStratify(design, ~sex + age_group, cells)
}
linear <- function(design) {
  population <- c(total, shares$sex[-1] * total, 2.9 * total)
  names(population) <- colnames(model.matrix(~sex + hours, people))
  calibrate(design, ~sex + hours, population, calfun = "linear", compress = FALSE)
}
weightings <- list(base = identity, raked = raked, post = post, linear = linear)

statistic_rows <- function(design, domain) {
  part <- subset(design, domain)
  means <- svymean(~creators + joiners + inactives + hours, part)
  totals <- svytotal(~joiners + hours, part)
  ratio <- svyratio(~hours, ~friends, part)
  quantile <- svyquantile(~hours, part, c(0.25, 0.5, 0.9), interval.type = "mean", qrule = "math", df = degf(part))[[1]]
  data.frame(statistic = c(rep("mean", 4), rep("total", 2), "ratio", rep("quantile", 3)),
    answer = c(names(coef(means)), names(coef(totals)), "hours", "0.25", "0.5", "0.9"),
    estimate = c(coef(means), coef(totals), coef(ratio), quantile[, 1]),
    se = c(SE(means), SE(totals), c(SE(ratio)), quantile[, 4]),
    df = degf(part))
}
domains <- c(list(list("", "", rep(TRUE, n))),
  lapply(c("Female", "Male"), function(l) list("sex", l, people$sex == l)),
  lapply(c("East", "North", "South", "West"), function(l) list("region", l, people$region == l)),
  list(list("where", "Higher", people$education == "Higher")))
rows <- list()
for (type in names(given)) for (weighting in names(weightings)) {
  # Calibrated to numbers some weights of single methods would be below 0: what the kit raises is tested elsewhere.
  if (weighting == "linear" && !(type %in% c("JKn", "bootstrap"))) next
  if (weighting == "post" && type %in% c("JKn_fpc", "JK1_fpc", "JK2")) next
  design <- weightings[[weighting]](given[[type]])
  for (mse in c(TRUE, FALSE)) {
    design$mse <- mse
    for (domain in domains) {
      out <- statistic_rows(design, domain[[3]])
      rows[[length(rows) + 1]] <- cbind(data.frame(method = type, weighting = weighting,
        centre = if (mse) "estimate" else "mean", by = domain[[1]], level = domain[[2]]), out)
    }
  }
}
write_full(do.call(rbind, rows), "replicate_estimates.csv", 14)
