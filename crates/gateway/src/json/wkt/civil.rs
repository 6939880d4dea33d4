//! Days since 1970-01-01 and dates of the Gregorian calendar, converted into each other.
//!
//! Years are counted from March here, which puts the leap day at the end of the year.

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;
const DAYS_PER_ERA: i64 = 146_097;
const YEARS_PER_ERA: i64 = 400;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
}

// === impl Date ===

impl Date {
    /// The date, if the month has such a day.
    pub(super) fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let date = Self { year, month, day };
        ((1..=12).contains(&month) && (1..=date.days_in_month()).contains(&day)).then_some(date)
    }

    /// The date that is so many days after 1970-01-01.
    pub(super) fn from_days(days: i64) -> Self {
        let shifted = days + EPOCH;
        let era = shifted.div_euclid(DAYS_PER_ERA);
        let day_of_era = shifted.rem_euclid(DAYS_PER_ERA);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        Self {
            year: year_of_era + era * YEARS_PER_ERA + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * march_month + 2) / 5 + 1,
        }
    }

    /// How many days after 1970-01-01 the date is.
    pub(super) fn days(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(YEARS_PER_ERA);
        let year_of_era = year.rem_euclid(YEARS_PER_ERA);
        let march_month = (self.month + 9) % 12;
        let day_of_year = (153 * march_month + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * DAYS_PER_ERA + day_of_era - EPOCH
    }

    fn days_in_month(self) -> i64 {
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if self.is_leap_year() => 29,
            2 => 28,
            _ => 31,
        }
    }

    fn is_leap_year(self) -> bool {
        self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[track_caller]
    fn check(days: i64, year: i64, month: i64, day: i64) {
        let date = Date::new(year, month, day).unwrap();
        assert_eq!(date.days(), days);
        assert_eq!(Date::from_days(days), date);
    }

    #[test]
    fn known_days() {
        check(0, 1970, 1, 1);
        check(-1, 1969, 12, 31);
        check(-719_162, 1, 1, 1);
        check(2_932_896, 9999, 12, 31);
        check(11_016, 2000, 2, 29);
        check(11_017, 2000, 3, 1);
    }

    #[test]
    fn every_day_comes_back() {
        for days in -719_162..=2_932_896 {
            assert_eq!(Date::from_days(days).days(), days);
        }
    }

    #[test]
    fn days_that_do_not_exist() {
        for (year, month, day) in [
            (2023, 2, 29),
            (1900, 2, 29),
            (2024, 4, 31),
            (2024, 13, 1),
            (2024, 0, 1),
            (2024, 1, 0),
        ] {
            assert_eq!(Date::new(year, month, day), None);
        }
    }
}
