# A made-up survey for every kind of design: two waves, strata of unequal size, PSUs, population counts, lone PSUs.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
suppressWarnings(RNGkind("Mersenne-Twister", "Inversion", "Rejection"))

write_data <- function(table, name) {
  write.csv(table, file.path("data", name), row.names = FALSE, quote = FALSE, na = "")
}
pick <- function(n, shares) sample(names(shares), n, replace = TRUE, prob = shares)
full <- function(x) sprintf("%.17g", x)

# Eight strata of 2 to 9 PSUs; PSU numbers start again in every stratum.  `region` is coarser than the strata.
set.seed(20100121)
psus <- c(2, 9, 4, 6, 3, 8, 5, 3)
frame <- do.call(rbind, lapply(seq_along(psus), function(h) {
  data.frame(stratum = sprintf("s%d", h), psu = seq_len(psus[h]), region = c("North", "South")[1 + (h > 3)])
}))
frame$cluster <- sprintf("c%02d", seq_len(nrow(frame)))
frame$size <- sample(6:18, nrow(frame), replace = TRUE)
frame$level <- rnorm(nrow(frame), 0, 0.5)
rows <- rep(seq_len(nrow(frame)), frame$size)
n <- length(rows)
people <- data.frame(id = seq_len(n), frame[rows, c("stratum", "psu", "cluster", "region")])
people$wave <- pick(n, c(first = .55, second = .45))
people$age_group <- pick(n, c("18-34" = .25, "35-54" = .42, "55+" = .33))
people$sex <- pick(n, c(Female = .56, Male = .44))
people$weight <- round(40 * exp(rnorm(n, 0, 0.5)) * ifelse(people$region == "South", 1.4, 1), 3)

age <- match(people$age_group, c("18-34", "35-54", "55+"))
active <- rnorm(n) + frame$level[rows] - 0.45 * (age - 2)
own <- function(cut, loading) as.integer(loading * active + sqrt(1 - loading^2) * rnorm(n) > cut)
people$creators <- own(0.8, 0.7)
people$conversationalists <- own(1.2, 0.6)
people$critics <- own(0.55, 0.6)
people$collectors <- own(1.3, 0.4)
people$joiners <- own(0.05, 0.7)
people$spectators <- own(-0.45, 0.8)
people$inactives <- as.integer(rowSums(people[RUNGS[1:6]]) == 0)

# Numbers with blanks, ties and zeros, and a scale.
people$hours <- ifelse(runif(n) < 0.04, NA, pmax(0, round(4 * (4 + 2 * active + 2.5 * rnorm(n))) / 4))
people$visits <- rpois(n, exp(0.8 + 0.3 * active)) + 1L
people$trust <- ifelse(runif(n) < 0.05, NA, 1L + findInterval(0.5 * active + rnorm(n), c(-1.2, -0.4, 0.4, 1.2)))
people$household_size <- 1L + rpois(n, 1.6)

# A device that is in few strata, in one of them in one PSU; and one that everybody else has.
has <- people$stratum == "s2" | people$stratum == "s4" | (people$stratum == "s6" & people$psu == 3)
people$device <- ifelse(has & runif(n) < 0.55, "watch", pick(n, c(phone = .7, laptop = .3)))

# Pairs of PSUs for balanced replicates: an odd one out joins the pair before it in a stratum of its own making.
places <- match(people$cluster, frame$cluster)
people$pair <- sprintf("p%02d", (places + 1) %/% 2)
people$half <- 1L + (places %% 2 == 0)

# Strata with one PSU: one that was drawn from several, and one that is the only one there was.
apart <- people$stratum == "s2" & people$psu == 9
only <- people$stratum == "s6" & people$psu == 8
people$with_one <- ifelse(apart, "one", ifelse(only, "only", people$stratum))
people$with_only <- ifelse(only, "only", people$stratum)

# Population counts of PSUs, or of respondents where they are the PSUs; the first stratum has been taken whole.
units <- function(strata, unit) ave(as.integer(factor(unit)), strata, FUN = function(x) length(unique(x)))
population <- c(s1 = 2, s2 = 31, s3 = 5, s4 = 40, s5 = 7, s6 = 11, s7 = 66, s8 = 14)
people$psus <- population[people$stratum]
people$psus_one <- ifelse(apart, 4, ifelse(only, 1, people$psus))
people$psus_only <- ifelse(only, 1, people$psus)
people$psus_crossed <- units(paste(people$stratum, people$wave), people$cluster) +
  ifelse(people$stratum == "s1", 0, ifelse(people$wave == "first", 3, 6))
times <- c(s1 = 1, s2 = 3, s3 = 2, s4 = 9, s5 = 2, s6 = 4, s7 = 20, s8 = 3)
people$respondents <- units(people$stratum, people$id) * times[people$stratum]
people$everyone <- 3 * n
people$clusters <- 100

# The same as sampling fractions.
people$psus_fraction <- full(units(people$stratum, people$cluster) / people$psus)
people$psus_one_fraction <- full(units(people$with_one, people$cluster) / people$psus_one)
people$psus_only_fraction <- full(units(people$with_only, people$cluster) / people$psus_only)
people$psus_crossed_fraction <- full(units(paste(people$stratum, people$wave), people$cluster) / people$psus_crossed)
people$respondents_fraction <- full(units(people$stratum, people$id) / people$respondents)
people$everyone_fraction <- full(n / people$everyone)
people$clusters_fraction <- full(length(unique(people$cluster)) / people$clusters)
write_data(people, "designs.csv")

writeLines(c("# population: made up", "age_group,sex,share", "18-34,,0.31", "35-54,,0.37", "55+,,0.32",
  ",Female,0.51", ",Male,0.49"), "data/targets_designs.csv")
writeLines(c("# population: made up", "age_group,sex,share", "18-34,Female,0.15", "18-34,Male,0.16",
  "35-54,Female,0.18", "35-54,Male,0.19", "55+,Female,0.18", "55+,Male,0.14"), "data/targets_designs_full.csv")
writeLines(c("question,value", "household_size,2.7"), "data/designs_means.csv")
