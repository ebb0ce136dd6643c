# Jackknife replicates of two real surveys: HINTS 6 (2022; 50, factor 0.98) and HINTS Puerto Rico (2009; 48, factor
# 0.8333).  The surveys are their publisher's (hints.cancer.gov) and not in this project: only these results are, and
# the script leaves them alone without them.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")

folder <- Sys.getenv("TECHNO_KIT_REAL_DATA")
paths <- file.path(folder, c("hints6_2022/hints6_public.csv.gz", "hints_puerto_rico_2009/hintspr_public.sav"))
if (!all(file.exists(paths))) {
  message("TECHNO_KIT_REAL_DATA names no folder with ", paste(basename(paths), collapse = " and "), "; their results stay as they are")
  quit(status = 0)
}
share_rows <- function(design, answers, base, groups) {
  do.call(rbind, lapply(groups, function(group) {
    inside <- base & group[[3]]
    part <- subset(design, inside)
    m <- svymean(reformulate(answers), part)
    data.frame(by = group[[1]], level = group[[2]], answer = answers, share = coef(m), se = SE(m), df = degf(part), n = sum(inside))
  }))
}
by <- function(values, name) lapply(sort(unique(values)), function(l) list(name, l, values == l))

hints <- read.csv(paths[1], check.names = FALSE)
monthly <- c("Almost every day", "At least once a week", "A few times a month")
does <- function(item, often) hints[[item]] %in% often
items <- c("SocMed_Visited", "SocMed_SharedPers", "SocMed_SharedGen", "SocMed_Interacted", "SocMed_WatchedVid")
people <- data.frame(
  conversationalists = does("SocMed_SharedPers", monthly[1:2]) | does("SocMed_SharedGen", monthly[1:2]),
  critics = does("SocMed_Interacted", monthly), joiners = does("SocMed_Visited", monthly), spectators = does("SocMed_WatchedVid", monthly))
people$inactives <- rowSums(people) == 0
people[] <- lapply(people, as.numeric)
answered <- Reduce(`|`, lapply(items, does, c(monthly, "Less than once a month", "Never")))
age <- ifelse(hints$AgeGrpB %in% c("18-34", "35-49", "50-64", "65-74", "75+"), hints$AgeGrpB, NA)
gender <- ifelse(hints$BirthGender %in% c("Female", "Male"), hints$BirthGender, NA)
groups <- c(list(list("", "", TRUE)), lapply(by(na.omit(gender), "gender"), function(g) list("gender", g[[2]], gender %in% g[[2]])),
  lapply(by(na.omit(age), "age_group"), function(g) list("age_group", g[[2]], age %in% g[[2]])))
design <- svrepdesign(variables = people, repweights = as.matrix(hints[paste0("PERSON_FINWT", 1:50)]), weights = hints$PERSON_FINWT0,
  type = "JK1", scale = 0.98, combined.weights = TRUE, mse = TRUE)
write_full(share_rows(design, names(people), answered, groups), "hints6_replicates.csv", 14)

pr <- suppressWarnings(foreign::read.spss(paths[2], use.value.labels = FALSE, to.data.frame = TRUE))
people <- data.frame(online = pr$HC15UseInternet %in% 1, exercised = pr$BR04AnyExercisePastMonth %in% 1)
people[] <- lapply(people, as.numeric)
design <- svrepdesign(variables = people, repweights = as.matrix(pr[paste0("R12WGT", 1:48)]), weights = pr$R12WGT0,
  type = "JKn", scale = 1, rscales = rep(0.8333, 48), combined.weights = TRUE, mse = TRUE)
rows <- do.call(rbind, list(
  share_rows(design, "online", !is.na(pr$HC15UseInternet), list(list("", "", TRUE), list("exercised", "Yes", pr$BR04AnyExercisePastMonth %in% 1),
    list("exercised", "No", pr$BR04AnyExercisePastMonth %in% 2))),
  share_rows(design, "exercised", !is.na(pr$BR04AnyExercisePastMonth), list(list("", "", TRUE)))))
write_full(rows, "hints_puerto_rico_replicates.csv", 14)
