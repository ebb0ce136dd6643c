# Differences by age and sex in HINTS 6 (2022) under its Taylor design. The survey is its publisher's
# (hints.cancer.gov) and not in this project: only these results are, and the script leaves them alone without it.
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

people <- data.frame(
  weight = hints$PERSON_FINWT0, stratum = hints$VAR_STRATUM, psu = hints$VAR_CLUSTER,
  conversationalists = does("SocMed_SharedPers", weekly) | does("SocMed_SharedGen", weekly),
  critics = does("SocMed_Interacted", monthly),
  joiners = does("SocMed_Visited", monthly),
  spectators = does("SocMed_WatchedVid", monthly))
active <- c("conversationalists", "critics", "joiners", "spectators")
people$inactives <- rowSums(people[active]) == 0
people[c(active, "inactives")] <- lapply(people[c(active, "inactives")], as.numeric)
people$age_group <- ifelse(hints$AgeGrpB %in% c("18-34", "35-49", "50-64", "65-74", "75+"), hints$AgeGrpB, NA)
people$gender <- ifelse(hints$BirthGender %in% c("Female", "Male"), hints$BirthGender, NA)
answered <- Reduce(`|`, lapply(items, does, answers))

found <- list(tests = NULL, pairs = NULL, rest = NULL)
for (by in c("age_group", "gender")) {
  domain <- answered & !is.na(people[[by]])
  filled <- people  # a group must be named for everyone; outside the domain it is not looked at
  filled[[by]] <- ifelse(domain, people[[by]], "Female")
  if (by == "age_group") filled[[by]] <- ifelse(domain, people[[by]], "75+")
  design <- make_design(filled, "clustered")
  rows <- list(tests = rbind(head(test_rows(design, c(active, "inactives"), by, domain), -1),
      tail(test_rows(design, active, by, domain), 1)),
    pairs = pair_rows(design, c(active, "inactives"), by, domain),
    rest = rest_rows(design, c(active, "inactives"), by, domain))
  for (name in names(rows)) found[[name]] <- rbind(found[[name]], rows[[name]])
}
for (name in names(found)) write_full(found[[name]], paste0("hints6_", name, ".csv"), DIGITS)
