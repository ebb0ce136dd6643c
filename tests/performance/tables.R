# Times R's survey on two banner questions of a file: shares by column with errors, and svychisq's F. Prints seconds.
suppressMessages(library(survey))
given <- commandArgs(TRUE)
rows <- read.csv(given[1])
for (name in names(rows)[1:3]) rows[[name]] <- factor(rows[[name]])
design <- if (given[2] == "independent") svydesign(~1, weights = ~w, data = rows) else
  svydesign(~psu, strata = ~st, weights = ~w, data = rows, nest = TRUE)
started <- proc.time()[["elapsed"]]
for (by in names(rows)[2:3]) {
  found <- svyby(~segment, reformulate(by), design, svymean)
  SE(found)
  svychisq(reformulate(c("segment", by)), design, statistic = "F")
}
cat(proc.time()[["elapsed"]] - started, "\n")
