//! From a type or attribute in code to the terms that explain it. Needs no automaton.

use super::TermId;

/// The keys that terms explain: kinds, types and attributes.
#[derive(Debug, Default)]
pub(super) struct Explains {
    /// Ordered by key.
    keys: Vec<(&'static str, Vec<TermId>)>,
}

impl Explains {
    /// Takes the compiled table, which is ordered.
    pub(super) fn new(keys: Vec<(&'static str, Vec<TermId>)>) -> Self {
        Self { keys }
    }

    /// The terms for exactly `key`.
    pub(super) fn get(&self, key: &str) -> &[TermId] {
        let place = self.keys.binary_search_by(|(known, _)| (*known).cmp(key));
        place.ok().and_then(|place| self.keys.get(place)).map_or(&[], |(_, terms)| terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_and_its_attribute_are_different_keys() {
        let explains = Explains::new(vec![
            ("AWS::RDS::DBInstance.MultiAZ", vec![TermId(2)]),
            ("aws_db_instance", vec![TermId(1)]),
            ("aws_db_instance.multi_az", vec![TermId(2), TermId(3)]),
        ]);
        assert_eq!(explains.get("aws_db_instance"), [TermId(1)]);
        assert_eq!(explains.get("aws_db_instance.multi_az"), [TermId(2), TermId(3)]);
        assert_eq!(explains.get("AWS::RDS::DBInstance.MultiAZ"), [TermId(2)]);
        assert_eq!(explains.get("aws_db_instance.engine"), []);
    }
}
