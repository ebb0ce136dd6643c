# Shares and differences by sex and age in TIC Domicilios 2015 (NIC.br/Cetic.br, cetic.br/microdados). The survey is its
# publisher's and not in this project: only these results are, and the script leaves them alone without it.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("01_differences.R")

path <- file.path(Sys.getenv("TECHNO_KIT_REAL_DATA"), "tic_domicilios_2015",
  "ticdom_2015_individuos_base_de_microdados_v1.0.csv.gz")
if (!file.exists(path)) {
  message("TECHNO_KIT_REAL_DATA names no folder with ", basename(path), "; its results stay as they are")
  quit(status = 0)
}
raw <- read.csv2(path)
does <- function(columns) as.numeric(rowSums(raw[columns] == 1) > 0)
people <- data.frame(
  weight = raw$Peso, stratum = raw$ESTRATO, psu = raw$UPA,
  creators = does(c("C11_B", "C11_C")), conversationalists = does(c("C7_F", "C11_A")), critics = does("C7_E"),
  joiners = does("C7_D"), spectators = does(c("C9_B", "C9_C", "C9_D")))
active <- c("creators", "conversationalists", "critics", "joiners", "spectators")
people$inactives <- as.numeric(rowSums(people[active]) == 0)
people$gender <- c("Male", "Female")[raw$sexo]
people$age_group <- c("10-15", "16-24", "25-34", "35-44", "45-59", "60+")[raw$faixa_etaria]
# In the base as the kit counts it: an answer, or routed past, to one item at least.
items <- raw[c("C11_B", "C11_C", "C7_F", "C11_A", "C7_E", "C7_D", "C9_B", "C9_C", "C9_D")]
domain <- rowSums(items != 98) > 0
stopifnot(!anyNA(people), sum(domain) == nrow(people))

design <- make_design(people, "clustered")
shares <- stacked(design, c(active, "inactives"), c("gender", "age_group"), share_row, index_row)
found <- list(tests = NULL, pairs = NULL, rest = NULL)
for (by in c("gender", "age_group")) {
  rows <- list(tests = rbind(head(test_rows(design, c(active, "inactives"), by, domain), -1),
      tail(test_rows(design, active, by, domain), 1)),
    pairs = pair_rows(design, c(active, "inactives"), by, domain),
    rest = rest_rows(design, c(active, "inactives"), by, domain))
  for (name in names(rows)) found[[name]] <- rbind(found[[name]], rows[[name]])
}
write_full(shares, "tic_shares.csv", DIGITS)
for (name in names(found)) write_full(found[[name]], paste0("tic_", name, ".csv"), DIGITS)
