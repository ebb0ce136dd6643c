# Indexes, differences and tests of HINTS 6 (2022) by its 50 jackknife replicates, as its publisher says: scale
# 0.98, 49 degrees of freedom, deviations from the estimate; and from the replicates' mean.  The survey is its
# publisher's (hints.cancer.gov) and not in this project: only these results are.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("01_differences.R")

path <- file.path(Sys.getenv("TECHNO_KIT_REAL_DATA"), "hints6_2022", "hints6_public.csv.gz")
if (!file.exists(path)) {
  message("TECHNO_KIT_REAL_DATA names no folder with hints6_2022/hints6_public.csv.gz; its results stay as they are")
  quit(status = 0)
}
hints <- read.csv(path, check.names = FALSE)
monthly <- c("Almost every day", "At least once a week", "A few times a month")
weekly <- monthly[1:2]
items <- c("SocMed_Visited", "SocMed_SharedPers", "SocMed_SharedGen", "SocMed_Interacted", "SocMed_WatchedVid")
answers <- c(monthly, "Less than once a month", "Never")
does <- function(item, often) hints[[item]] %in% often
active <- data.frame(
  conversationalists = does("SocMed_SharedPers", weekly) | does("SocMed_SharedGen", weekly),
  critics = does("SocMed_Interacted", monthly), joiners = does("SocMed_Visited", monthly),
  spectators = does("SocMed_WatchedVid", monthly))
rungs <- cbind(active, inactives = rowSums(active) == 0) + 0
answered <- Reduce(`|`, lapply(items, does, answers))
groups <- list(age_group = c("18-34", "35-49", "50-64", "65-74", "75+"), gender = c("Female", "Male"))
columns <- list(age_group = hints$AgeGrpB, gender = hints$BirthGender)
DF <- 49

share <- function(w, answer, domain) sum(w * domain * rungs[[answer]]) / sum(w * domain)
with_errors <- function(design, theta) {
  found <- withReplicates(design, theta)
  list(coef = as.vector(coef(found)), se = as.vector(SE(found)))
}

table <- NULL
pairs <- NULL
tests <- NULL
for (centre in c("estimate", "mean")) {
  design <- svrepdesign(weights = hints$PERSON_FINWT0, repweights = hints[paste0("PERSON_FINWT", 1:50)], type = "JK1",
    data = cbind(rungs, gender = columns$gender, age_group = columns$age_group), scale = 0.98, rscales = 1,
    combined.weights = TRUE, mse = centre == "estimate", degf = DF)
  for (by in names(groups)) {
    inside <- lapply(groups[[by]], function(level) answered & columns[[by]] == level)
    for (k in seq_along(inside)) for (answer in names(rungs)) {
      # Of the log by the delta method, from the covariance of both shares' replicates.
      both <- withReplicates(design, function(w, data) c(group = share(w, answer, inside[[k]]), all = share(w, answer, answered)))
      v <- matrix(attr(both, "var"), 2)
      p <- as.vector(coef(both))
      se <- sqrt(v[1, 1] / p[1]^2 + v[2, 2] / p[2]^2 - 2 * v[1, 2] / prod(p))
      limits <- 100 * exp(log(p[1] / p[2]) + c(-1, 1) * qt(0.975, DF) * se)
      table <- rbind(table, data.frame(centre = centre, by = by, level = groups[[by]][k], answer = answer,
        index = 100 * p[1] / p[2], index_low = limits[1], index_high = limits[2]))
    }
    for (pair in combn(seq_along(inside), 2, simplify = FALSE)) {
      gap <- with_errors(design, function(w, data) sapply(names(rungs), function(answer) {
        share(w, answer, inside[[pair[1]]]) - share(w, answer, inside[[pair[2]]])
      }))
      pairs <- rbind(pairs, data.frame(centre = centre, by = by, answer = names(rungs), level_a = groups[[by]][pair[1]],
        level_b = groups[[by]][pair[2]], difference = gap$coef, se = gap$se,
        p = 2 * pt(-abs(gap$coef / gap$se), DF)))
    }
    domain <- Reduce(`|`, inside)
    for (answer in names(rungs)) {
      one <- svychisq(reformulate(c(answer, by)), subset(design, domain), statistic = "F")
      df1 <- one$parameter[["ndf"]]
      tests <- rbind(tests, data.frame(centre = centre, by = by, answer = answer, F = as.numeric(one$statistic), df1 = df1,
        p = pf(as.numeric(one$statistic), df1, df1 * DF, lower.tail = FALSE)))
    }
  }
}
write_full(table, "hints6_replicate_indexes.csv", DIGITS)
write_full(pairs, "hints6_replicate_pairs.csv", DIGITS)
write_full(tests, "hints6_replicate_tests.csv", DIGITS)
