//! Versions of engines and platforms: `1.28`, `8.0.mysql_aurora.3.05`, `OpenSearch_2.11`.

/// Whether `version` is older than `bound`; `None` when that cannot be told.
pub(super) fn older(version: &str, bound: &str) -> Option<bool> {
    let (product, parts) = split(version);
    let (bound_product, bound_parts) = split(bound);
    if !product.eq_ignore_ascii_case(bound_product) {
        return None;
    }
    let mut parts = parts.split(SEPARATORS);
    let mut wanted = bound_parts.split(SEPARATORS).map(|part| part.parse::<u64>().ok());
    while let Some(bound) = wanted.next() {
        let bound = bound?;
        let Some(part) = parts.next() else {
            // `1` may become any 1.y: older than 1.28 or not, but never older than 1.0.
            let rest_is_zero = bound == 0 && wanted.all(|part| part == Some(0));
            return rest_is_zero.then_some(false);
        };
        let part: u64 = part.parse().ok()?;
        if part != bound {
            return Some(part < bound);
        }
    }
    Some(false)
}

const SEPARATORS: [char; 4] = ['.', '-', '_', '+'];

/// The product's name before the first digit, and the numbers.
fn split(version: &str) -> (&str, &str) {
    let version = version.trim();
    let at = version.find(|c: char| c.is_ascii_digit()).unwrap_or(version.len());
    let (product, parts) = version.split_at(at);
    (product.strip_suffix('v').unwrap_or(product), parts)
}

#[cfg(test)]
mod tests {
    use super::older;

    #[test]
    fn versions_are_compared_part_by_part() {
        for (version, bound, is_older) in [
            ("1.27", "1.28", Some(true)),
            ("1.9", "1.28", Some(true)),
            ("0.30.1", "1.28", Some(true)),
            ("1.28", "1.28", Some(false)),
            ("1.28.3", "1.28", Some(false)),
            ("2", "1.28", Some(false)),
            ("1", "1.28", None),
            ("1", "1.0", Some(false)),
            ("1.x", "1.28", None),
            ("v1.27", "1.28", Some(true)),
            ("8.0.mysql_aurora.3.05", "8.0", Some(false)),
            ("postgres14", "postgres15", Some(true)),
            ("mysql8.0", "postgres15", None),
            ("OpenSearch_1.3", "OpenSearch_2.0", Some(true)),
            ("Elasticsearch_7.10", "OpenSearch_2.0", None),
            ("latest", "1.28", None),
            ("", "1.28", None),
        ] {
            assert_eq!(older(version, bound), is_older, "{version} older than {bound}");
        }
    }
}
