//! Which Region usually stands in for which: near, in the same jurisdiction where there are two.

const PAIRS: &[(&str, &str)] = &[
    ("ap-northeast-1", "ap-northeast-3"),
    ("us-east-1", "us-west-2"),
    ("us-east-2", "us-west-2"),
    ("us-west-1", "us-west-2"),
    ("eu-west-1", "eu-central-1"),
    ("eu-west-2", "eu-west-1"),
    ("eu-west-3", "eu-central-1"),
    ("ap-southeast-1", "ap-southeast-3"),
    ("ap-southeast-2", "ap-southeast-4"),
    ("ap-south-1", "ap-south-2"),
    ("ca-central-1", "ca-west-1"),
];

/// The usual recovery Region of a Region.
#[must_use]
pub fn recovery_region(primary: &str) -> Option<&'static str> {
    PAIRS.iter().find_map(|(a, b)| {
        if *a == primary {
            Some(*b)
        } else if *b == primary {
            Some(*a)
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::recovery_region;

    #[test]
    fn tokyo_recovers_in_osaka_and_the_other_way_round() {
        assert_eq!(recovery_region("ap-northeast-1"), Some("ap-northeast-3"));
        assert_eq!(recovery_region("ap-northeast-3"), Some("ap-northeast-1"));
        assert_eq!(recovery_region("moon-1"), None);
    }
}
