//! The condition language: closed, three-valued, 25 operators.
//!
//! Every operator gives `Yes`, `No` or `Unknown`; its table says what for which value. In the
//! tables *nothing* is an attribute that is absent with a known meaning of "not there at all", and
//! *unknown* any value that cannot be told: a variable without default, an attribute whose default
//! AWS does not say. A value that is one of two gives what both agree on, else `Unknown`.
//!
//! `condition_file` reads conditions, `evaluate` decides them.

use serde::{Deserialize, Serialize};

use crate::model::Scalar;

/// A condition on a resource, or on an element of one of its lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// `{ all = […] }`: Kleene's and.
    ///
    /// | | Yes | No | Unknown |
    /// |---|---|---|---|
    /// | **Yes** | Yes | No | Unknown |
    /// | **No** | No | No | No |
    /// | **Unknown** | Unknown | No | Unknown |
    All(Vec<Self>),
    /// `{ any = […] }`: Kleene's or.
    ///
    /// | | Yes | No | Unknown |
    /// |---|---|---|---|
    /// | **Yes** | Yes | Yes | Yes |
    /// | **No** | Yes | No | Unknown |
    /// | **Unknown** | Yes | Unknown | Unknown |
    Any(Vec<Self>),
    /// `{ not = {…} }`: `Yes` and `No` change places, `Unknown` stays.
    Not(Box<Self>),
    /// `{ path = "…", is = … }`: tests on the value of an attribute. Several tests must all hold;
    /// with `[]` in the path they must hold for every element, so an empty list gives `Yes`.
    /// Without `path`, below a list: the element itself.
    Value {
        /// The attribute; empty for the element itself.
        path: Box<str>,
        /// What must hold of it.
        tests: Vec<Test>,
    },
    /// `{ ports = ["from_port", "to_port"], protocol = "protocol", covers = 22 }`, or `overlaps`:
    /// whether a range of ports lets something in.
    ///
    /// | range | `covers = 22` | `covers = "20-25"` | `overlaps = "20-25"` |
    /// |---|---|---|---|
    /// | 22-22 | Yes | No | Yes |
    /// | 0-65535 | Yes | Yes | Yes |
    /// | 443-443 | No | No | No |
    /// | protocol all (`-1`) | Yes | Yes | Yes |
    /// | protocol without ports (`icmp`) | No | No | No |
    /// | an end unknown or nothing | what the other end decides, else Unknown | | |
    ///
    /// Of a list of ports one is enough.
    Ports {
        /// The attribute with the first port.
        from: Box<str>,
        /// The attribute with the last port.
        to: Box<str>,
        /// The attribute with the protocol.
        protocol: Option<Box<str>>,
        /// Whether a whole range must lie inside, or one port of it.
        extent: PortExtent,
        /// The ranges asked for.
        ranges: Vec<(u16, u16)>,
    },
    /// `{ every = …, where = {…}, has = {…} }`, and `some`, `none`: over the elements of a list
    /// (`every = "statement[]"`), or the resources that refer to this one
    /// (`some = { related = "s3.bucket_policy", via = "bucket" }`). `exists_in = "module"` with
    /// `kind` is `some` over the resources of a kind.
    ///
    /// | elements that pass `where` | `every … has` | `some … has` | `none … has` |
    /// |---|---|---|---|
    /// | none at all | Yes | No | Yes |
    /// | all Yes | Yes | Yes | No |
    /// | all No | No | No | Yes |
    /// | one Yes, one No | No | Yes | No |
    /// | one Yes, one Unknown | Unknown | Yes | No |
    /// | one No, one Unknown | No | Unknown | Unknown |
    ///
    /// A `where` that is Unknown makes the element Unknown, unless `has` decides alone. Where other
    /// resources may stand elsewhere, `related` and `exists_in` have one more element, which is
    /// Unknown: in an excerpt, in a template that a macro adds to, for `related` when the resource
    /// is handed to a module, a nested stack or a custom resource, for `exists_in` when a called
    /// or calling module makes such a resource or cannot be read.
    Quantified {
        /// How many.
        quantifier: Quantifier,
        /// Of what.
        source: Source,
        /// Which of them.
        filter: Option<Box<Self>>,
        /// What they must be; without it being there is enough.
        has: Option<Box<Self>>,
    },
    /// `{ target = "role", kind = "iam.role", has = {…} }`: what the resource is that an attribute
    /// refers to.
    ///
    /// | value | `target … has` |
    /// |---|---|
    /// | reference to a resource of the module | what `has` gives there |
    /// | nothing | No |
    /// | a literal, unknown | Unknown |
    Target {
        /// The attribute that refers.
        path: Box<str>,
        /// Kinds that `has` speaks of.
        kinds: Vec<Box<str>>,
        /// What must hold of the resource.
        has: Box<Self>,
    },
    /// `{ code = "name" }`: a function of `rules::code`, which has its own table.
    Code(Box<str>),
}

/// How many elements must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantifier {
    /// All of them.
    Every,
    /// At least one.
    Some,
    /// Not one.
    None,
}

/// What a quantifier ranges over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// The elements of a list: a path that ends in `[]`.
    List(Box<str>),
    /// The resources of some kinds whose attribute `via` refers to this resource.
    Related {
        /// The kinds.
        kinds: Vec<Box<str>>,
        /// The attribute of theirs.
        via: Box<str>,
    },
    /// The resources of some kinds in the module.
    Module {
        /// The kinds.
        kinds: Vec<Box<str>>,
    },
}

/// What [`Condition::Ports`] asks of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PortExtent {
    /// Every port of it.
    Covers,
    /// One port of it.
    Overlaps,
}

/// A test of one value. Scalars are compared normalised: `"true"` is true, `"443"` is 443.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// `is = true`, and `in = ["a", "b"]`.
    ///
    /// | value | `is = "a"` | `in = ["a", "b"]` |
    /// |---|---|---|
    /// | `a` | Yes | Yes |
    /// | `b` | No | Yes |
    /// | nothing, a list, a map | No | No |
    /// | a string with holes | No where the known pieces exclude it, else Unknown | the same |
    /// | unknown, a reference | Unknown | Unknown |
    In {
        /// The values, one of which it must be.
        values: Vec<Scalar>,
        /// Letters count whatever their case (`ignore_case = true`).
        ignore_case: bool,
    },
    /// `matches = "arn:aws:iam::*:root"`: `*` stands for any characters, `?` for one; of a list of
    /// patterns one is enough. The whole value must match.
    ///
    /// | value | `matches = "http://*"` |
    /// |---|---|
    /// | `http://a` | Yes |
    /// | `https://a` | No |
    /// | `http://${var.host}` | Yes |
    /// | `https://${var.host}` | No |
    /// | `${var.scheme}://a` | Unknown |
    /// | nothing, a list, a map | No |
    /// | unknown, a reference | Unknown |
    Matches {
        /// The patterns.
        patterns: Vec<Box<str>>,
        /// Letters count whatever their case.
        ignore_case: bool,
    },
    /// `at_least = 7`.
    ///
    /// | value | `at_least = 7` |
    /// |---|---|
    /// | 7, `"7"`, 30 | Yes |
    /// | 0, 6.9 | No |
    /// | nothing | No |
    /// | no number, unknown | Unknown |
    AtLeast(i64),
    /// `at_most = 90`: as `at_least`, the other way round; nothing gives `No`.
    AtMost(i64),
    /// `older_than = "1.28"`: versions, part by part.
    ///
    /// | value | `older_than = "1.28"` |
    /// |---|---|
    /// | `1.27`, `1.9`, `0.30.1` | Yes |
    /// | `1.28`, `1.28.3`, `2` | No |
    /// | `1` (may be 1.9 or 1.99), `1.x` | Unknown |
    /// | nothing | No |
    /// | another product's version (`OpenSearch_1.0`), unknown | Unknown |
    OlderThan(Box<str>),
    /// `present = true`.
    ///
    /// | value | `present = true` | `present = false` |
    /// |---|---|---|
    /// | any value, a reference, AWS's default | Yes | No |
    /// | known when deployed (data source, computed) | Yes | No |
    /// | nothing | No | Yes |
    /// | unknown, a variable without default | Unknown | Unknown |
    Present(bool),
    /// `cidr_covers = "0.0.0.0/0"`: the range holds all of that range; of a list one is enough.
    ///
    /// | value | `cidr_covers = "10.0.0.0/8"` |
    /// |---|---|
    /// | `10.0.0.0/8`, `0.0.0.0/0` | Yes |
    /// | `10.1.0.0/16`, `::/0` | No |
    /// | nothing | No |
    /// | no range, unknown | Unknown |
    CidrCovers(Vec<Box<str>>),
    /// `count = 2`, `count = { at_least = 2, at_most = 5 }`: how many items a list has.
    ///
    /// | value | `count = { at_least = 2 }` |
    /// |---|---|
    /// | `[a, b]`, `[var.a, var.b]` | Yes |
    /// | `[a]`, nothing, a single value | No |
    /// | `[a]` and an item that stands for many | Unknown |
    /// | unknown | Unknown |
    Count {
        /// The least number.
        at_least: u32,
        /// The greatest number.
        at_most: Option<u32>,
    },
    /// `same_as = "execution_role"`: two attributes hold the same.
    ///
    /// | value | other | `same_as` |
    /// |---|---|---|
    /// | `a` | `a` | Yes |
    /// | `a` | `b` | No |
    /// | a reference | the same reference | Yes |
    /// | a reference | a reference to another resource | No |
    /// | nothing | anything | No |
    /// | unknown | anything | Unknown |
    SameAs(Box<str>),
    /// `allows = ["iam:PassRole"]`: an action of a policy takes in one of these, wildcards and
    /// all; letters count whatever their case.
    ///
    /// | value | `allows = ["iam:PassRole"]` |
    /// |---|---|
    /// | `iam:PassRole`, `iam:Pass*`, `iam:*`, `*` | Yes |
    /// | `iam:GetRole`, `s3:*` | No |
    /// | `${var.service}:GetObject` | No |
    /// | `${var.service}:*`, unknown | Unknown |
    /// | nothing | No |
    Allows(Vec<Box<str>>),
    /// `literal = true`: the text stands in the file itself, perhaps as the default of a variable
    /// or a parameter.
    ///
    /// | value | `literal = true` |
    /// |---|---|
    /// | `hunter2`, `var.password` with a default | Yes |
    /// | `{{resolve:secretsmanager:…}}`, an ARN | No |
    /// | a reference, a string with holes, unknown | No |
    /// | an empty string, nothing | No |
    Literal(bool),
    /// `masked = true`: the value of a template's parameter is not shown (`NoEcho`).
    ///
    /// | value | `masked = true` |
    /// |---|---|
    /// | a parameter with `NoEcho: true` | Yes |
    /// | a parameter without, that has no default | No |
    /// | anything else | Yes |
    Masked(bool),
}
