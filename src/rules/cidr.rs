//! Ranges of IP addresses. The build script uses this file too.

use std::net::IpAddr;

/// A range of addresses: those that share the first bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cidr {
    /// The bits, left-aligned.
    bits: u128,
    /// How many of them count.
    length: u32,
    v6: bool,
}

impl Cidr {
    /// Reads `10.0.0.0/8`, `::/0`, or a single address.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        let (bits, width, v6) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32, false),
            IpAddr::V6(address) => (address.to_bits(), 128, true),
        };
        let length = length.unwrap_or(width);
        (length <= width).then_some(Self { bits: bits & mask(length), length, v6 })
    }

    /// True when every address of `other` is in this range.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.v6 == other.v6 && self.length <= other.length && other.bits & mask(self.length) == self.bits
    }
}

fn mask(length: u32) -> u128 {
    if length == 0 { 0 } else { u128::MAX << (128 - length.min(128)) }
}

#[cfg(test)]
mod tests {
    use super::Cidr;

    #[test]
    fn a_range_covers_what_lies_inside() {
        for (outer, inner, covers) in [
            ("0.0.0.0/0", "10.0.0.0/8", true),
            ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "10.0.0.0/7", false),
            ("10.0.0.0/8", "11.0.0.0/8", false),
            ("10.9.9.9/8", "10.0.0.0/8", true),
            ("::/0", "2001:db8::/32", true),
            ("::/0", "0.0.0.0/0", false),
            ("0.0.0.0/0", "::/0", false),
        ] {
            let cidr = |text| Cidr::parse(text).unwrap();
            assert_eq!(cidr(outer).covers(cidr(inner)), covers, "{outer} over {inner}");
        }
    }

    #[test]
    fn what_is_no_range_is_none() {
        for text in ["", "10.0.0.0/33", "10.0.0/8", "any", "10.0.0.0/x", "::/129"] {
            assert_eq!(Cidr::parse(text), None, "{text}");
        }
    }
}
