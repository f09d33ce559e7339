# The endpoints of the illustrative source records, programmed a second time, in base R and survival.
#
#     Rscript tests/reference/secondary_endpoints.R data tests/reference/secondary_endpoints_r.csv
#
# It reads the files of source records alone, and shares no code with the library. The same author wrote both,
# so a misreading of the paper that both share would not be found.

suppressMessages(library(survival))
args <- commandArgs(trailingOnly = TRUE)
read <- function(domain) read.csv(file.path(args[1], paste0("sdtm_", domain, ".csv")), stringsAsFactors = FALSE)
dm <- read("dm"); ex <- read("ex"); ds <- read("ds"); vs <- read("vs")

subjects <- sort(dm$USUBJID)
first <- tapply(ex$EXSTDTC, ex$USUBJID, min)[subjects]
elapsed <- function(date, subject) as.integer(as.Date(date) - as.Date(first[subject]))
vs$day <- elapsed(vs$VSDTC, vs$USUBJID)

# A row a subject and day, with a column a measurement.
days <- Reduce(
  function(x, y) merge(x, y, by = c("USUBJID", "day"), all = TRUE),
  lapply(c("VENT", "O2FLOW", "CSDOSE", "CSMG"), function(code) {
    part <- vs[vs$VSTESTCD == code, c("USUBJID", "day", "VSSTRESN")]
    names(part)[3] <- code
    part
  })
)
days <- days[order(days$USUBJID, days$day), ]
start <- days[days$day == 0, ]
rownames(start) <- start$USUBJID
off <- days$VENT == 0
flow <- ifelse(off, days$O2FLOW, Inf)
flow_at_start <- ifelse(start$VENT == 0, start$O2FLOW, NA)
names(flow_at_start) <- start$USUBJID
before <- flow_at_start[days$USUBJID]
days$unventilated <- off
days$not_increased <- !is.na(before) & flow <= before
days$oxygen_free <- flow == 0
days$halved <- flow <= before / 2
days$below_1 <- days$CSDOSE < 1

with_flow <- start$USUBJID[start$VENT == 0 & start$O2FLOW > 0]
began_high <- start$USUBJID[start$CSDOSE >= 1]
applies <- list(
  unventilated = subjects, not_increased = subjects, oxygen_free = subjects, halved = with_flow,
  below_1 = began_high
)

results <- data.frame()
add <- function(endpoint, day, statistic, value) {
  results <<- rbind(results, data.frame(
    endpoint = endpoint, day = day, statistic = statistic, value = sprintf("%.12g", value)
  ))
}
summarise <- function(endpoint, day, x) {
  add(endpoint, day, "n", length(x))
  add(endpoint, day, "mean", mean(x))
  add(endpoint, day, "sd", sd(x))
  add(endpoint, day, "median", median(x))
  add(endpoint, day, "minimum", min(x))
  add(endpoint, day, "maximum", max(x))
}

for (status in names(applies)) {
  for (day in c(28, 56, 100)) {
    own <- days[days$USUBJID %in% applies[[status]] & days$day <= day, ]
    last <- tapply(seq_len(nrow(own)), own$USUBJID, max)
    add(paste("share", status), day, "patients", sum(own[[status]][last]))
    add(paste("share", status), day, "of_patients", length(last))
    exact <- binom.test(sum(own[[status]][last]), length(last))$conf.int
    add(paste("share", status), day, "low", exact[1])
    add(paste("share", status), day, "high", exact[2])
    after <- own[own$day > 0, ]
    summarise(paste("days", status), day, as.numeric(tapply(after[[status]], after$USUBJID, sum)))
  }
}

treated <- days[days$day > 0, ]
summarise("corticosteroid dose", 100, as.numeric(tapply(treated$CSDOSE, treated$USUBJID, mean)))
summarise("total corticosteroid dose", 100, as.numeric(tapply(treated$CSMG, treated$USUBJID, sum)))
last_dose <- tapply(treated$CSDOSE, treated$USUBJID, function(x) x[length(x)])
fall <- start[began_high, "CSDOSE"] - last_dose[began_high]
summarise("reduction in corticosteroid dose", 100, as.numeric(fall))
ever <- tapply(treated$below_1, treated$USUBJID, any)
add("ever below 1 mg/kg/day", 100, "patients", sum(ever[began_high]))
add("ever below 1 mg/kg/day", 100, "of_patients", length(began_high))
summarise("infusions", NA, as.numeric(tapply(ex$EXDOSE, ex$USUBJID, length)))
summarise("cells", NA, as.numeric(tapply(ex$EXDOSE, ex$USUBJID, sum)))

died <- dm$DTHDTC != ""
alive <- tapply(ds$DSSTDTC, ds$USUBJID, max)[dm$USUBJID]
time <- elapsed(ifelse(died, dm$DTHDTC, alive), dm$USUBJID)
curve <- summary(survfit(Surv(time, died) ~ 1, conf.type = "log-log"), times = c(56, 100, 365))
for (i in seq_along(curve$time)) {
  add("overall survival", curve$time[i], "survival", curve$surv[i])
  add("overall survival", curve$time[i], "low", curve$lower[i])
  add("overall survival", curve$time[i], "high", curve$upper[i])
}

write.csv(results, args[2], row.names = FALSE, quote = FALSE, na = "", eol = "\n")
cat(R.version.string, "; survival", as.character(packageVersion("survival")), "\n")
