//! Modules of a workspace that call each other.

use super::{Host, PreparedFile, Session};
use crate::config::Settings;
use crate::rules::Profile;
use crate::syntax::Language;
use crate::text::{Date, Lang};

fn host(files: &[(&str, &str)]) -> Host {
    let settings = Settings { profile: Profile::Strict, ..Settings::default() };
    let today = Date::parse("2026-11-24").unwrap();
    let mut host = Host::new(settings, Session { locale: Lang::En, today, creates_files: true });
    host.load_all(files.iter().map(|(path, text)| prepared(path, text)).collect());
    host
}

fn prepared(path: &str, text: &str) -> PreparedFile {
    PreparedFile::open(path, Language::of_path(path).unwrap(), text)
}

/// The codes found in a file that start with the name of a service.
fn found(host: &Host, path: &str) -> Vec<String> {
    let codes = host.diagnostics(path).into_iter().map(|placed| placed.diagnostic.code.to_string());
    codes.filter(|code| ["elasticache-transit", "vpc-without"].iter().any(|start| code.starts_with(start))).collect()
}

const TLS: &str = "elasticache-transit-unencrypted";

const CACHE: &str = "resource \"aws_elasticache_replication_group\" \"it\" {\n  engine = \"redis\"\n  \
    transit_encryption_enabled = var.tls\n}\nvariable \"tls\" {\n  default = true\n}\n";

fn call(name: &str, source: &str, argument: &str) -> String {
    format!("module \"{name}\" {{\n  source = \"{source}\"\n  {argument}\n}}\n")
}

#[test]
fn a_called_module_is_judged_with_what_it_is_given() {
    let path = "modules/cache/main.tf";
    for (root, expected) in [
        (String::new(), &[][..]),
        (call("a", "./modules/cache", "tls = false"), &[TLS]),
        (call("a", "./modules/cache", "tls = true"), &[]),
        (call("a", "./modules/cache", ""), &[]),
        (call("a", "./modules/cache", "tls = var.unknown"), &[]),
        (call("a", "./modules/cache", "tls = local.tls") + "locals {\n  tls = false\n}\n", &[TLS]),
        (call("a", "./modules/cache", "tls = false") + &call("b", "./modules/cache", "tls = false"), &[TLS]),
        (call("a", "./modules/cache", "tls = false") + &call("b", "./modules/cache", "tls = true"), &[]),
        (call("a", "./modules/cache", "tls = false") + &call("b", "./modules/cache", ""), &[]),
        (call("a", "./modules/cache", "tls = false") + &call("b", "./modules/cache", "count = 0"), &[TLS]),
        (call("a", "registry.example.com/modules/cache", "tls = false"), &[]),
    ] {
        let host = host(&[("main.tf", &root), (path, CACHE)]);
        assert_eq!(found(&host, path), expected, "{root}");
    }
}

#[test]
fn an_edit_of_the_caller_judges_the_called_again() {
    let path = "modules/cache/main.tf";
    let bad = call("a", "./modules/cache", "tls = false");
    let mut host = host(&[("main.tf", &bad), (path, CACHE)]);
    assert_eq!(found(&host, path), [TLS]);
    host.open("main.tf", Language::Terraform, &bad.replace("false", "true"), 1);
    assert_eq!(found(&host, path), [""; 0]);
    assert!(host.take_stale().iter().any(|stale| &**stale == path));
    host.open("main.tf", Language::Terraform, &bad, 2);
    assert_eq!(found(&host, path), [TLS]);
    host.open("main.tf", Language::Terraform, &bad.replace("./modules/cache", "./modules/other"), 3);
    assert_eq!(found(&host, path), [""; 0], "no longer called");
    host.open("main.tf", Language::Terraform, &bad, 4);
    host.close("main.tf", None);
    assert_eq!(found(&host, path), [""; 0], "the caller is gone");
}

#[test]
fn modules_may_come_in_any_order_and_call_further_ones() {
    let root = call("a", "./modules/a", "on = false");
    let middle = format!("{}variable \"on\" {{}}\n", call("b", "../cache", "tls = var.on"));
    let files = [("modules/cache/main.tf", CACHE), ("main.tf", root.as_str()), ("modules/a/main.tf", middle.as_str())];
    for turn in 0..files.len() {
        let mut files = files;
        files.rotate_left(turn);
        let mut host = host(&[]);
        files.iter().for_each(|(path, text)| host.load(prepared(path, text)));
        assert_eq!(found(&host, "modules/cache/main.tf"), [TLS], "{turn}");
        host.open("main.tf", Language::Terraform, &root.replace("false", "true"), 1);
        assert_eq!(found(&host, "modules/cache/main.tf"), [""; 0], "{turn}");
    }
}

#[test]
fn what_a_module_puts_out_is_known_to_its_caller() {
    let root = format!(
        "{}resource \"aws_elasticache_replication_group\" \"it\" {{\n  engine = \"redis\"\n  \
         transit_encryption_enabled = module.settings.tls\n}}\n",
        call("settings", "./settings", "")
    );
    let settings = "output \"tls\" {\n  value = local.tls\n}\nlocals {\n  tls = false\n}\n";
    let mut host = host(&[("main.tf", &root), ("settings/main.tf", settings)]);
    assert_eq!(found(&host, "main.tf"), [TLS]);
    host.open("settings/main.tf", Language::Terraform, &settings.replace("false", "true"), 1);
    assert_eq!(found(&host, "main.tf"), [""; 0]);
    host.open("settings/main.tf", Language::Terraform, settings, 2);
    assert_eq!(found(&host, "main.tf"), [TLS]);
    host.close("settings/main.tf", None);
    assert_eq!(found(&host, "main.tf"), [""; 0], "unknown now");
}

#[test]
fn what_a_caller_gets_may_have_companions_there() {
    let net = "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\noutput \"vpc_id\" {\n  value = aws_vpc.main.id\n}\n";
    let flow = "resource \"aws_flow_log\" \"main\" {\n  vpc_id = module.net.vpc_id\n  traffic_type = \"ALL\"\n}\n";
    let alone = call("net", "./net", "");
    let mut host = host(&[("main.tf", &alone), ("net/main.tf", net)]);
    assert_eq!(found(&host, "net/main.tf"), ["vpc-without-flow-log"], "nobody uses the output");
    host.open("main.tf", Language::Terraform, &format!("{alone}{flow}"), 1);
    assert_eq!(found(&host, "net/main.tf"), [""; 0]);
    let unrelated = format!("{alone}resource \"aws_subnet\" \"a\" {{\n  vpc_id = module.net.vpc_id\n}}\n");
    host.open("main.tf", Language::Terraform, &unrelated, 2);
    assert_eq!(found(&host, "net/main.tf"), ["vpc-without-flow-log"], "the caller makes no flow log");
    let own = format!("{alone}{flow}resource \"aws_vpc\" \"own\" {{\n  cidr_block = \"10.1.0.0/16\"\n}}\n");
    host.open("main.tf", Language::Terraform, &own, 3);
    assert_eq!(found(&host, "main.tf"), ["vpc-without-flow-log"], "the flow log is the other VPC's");
}

#[test]
fn what_a_readable_module_is_handed_matters_only_if_it_makes_such_things() {
    let root = format!(
        "resource \"aws_vpc\" \"main\" {{\n  cidr_block = \"10.0.0.0/16\"\n}}\n{}",
        call("sub", "./sub", "vpc_id = aws_vpc.main.id")
    );
    let subnet = "resource \"aws_subnet\" \"a\" {\n  vpc_id = var.vpc_id\n}\nvariable \"vpc_id\" {}\n";
    let mut host = host(&[("main.tf", &root)]);
    assert_eq!(found(&host, "main.tf"), [""; 0], "it cannot be read");
    host.load(prepared("sub/main.tf", subnet));
    assert_eq!(found(&host, "main.tf"), ["vpc-without-flow-log"]);
    host.open("sub/main.tf", Language::Terraform, &subnet.replace("aws_subnet", "aws_flow_log"), 1);
    assert_eq!(found(&host, "main.tf"), [""; 0]);
}

#[test]
fn a_nested_stack_is_judged_with_its_parameters() {
    let child = "Parameters:\n  Tls: { Type: String, Default: 'true' }\nResources:\n  Cache:\n    \
        Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n      TransitEncryptionEnabled: !Ref Tls\n";
    let parent = "Resources:\n  Nested:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      \
        TemplateURL: ./child.yaml\n      Parameters: { Tls: 'false' }\n";
    let mut host = host(&[("a/parent.yaml", parent), ("a/child.yaml", child)]);
    assert_eq!(found(&host, "a/child.yaml"), [TLS]);
    host.open("a/parent.yaml", Language::Yaml, &parent.replace("'false'", "'true'"), 1);
    assert_eq!(found(&host, "a/child.yaml"), [""; 0]);
}

#[test]
fn calls_in_a_circle_come_to_an_end() {
    let one = format!(
        "{}{CACHE}output \"tls\" {{\n  value = \"${{var.tls}}-\"\n}}\n",
        call("two", "../two", "tls = module.two.tls")
    );
    let two = one.replace("two", "one");
    let mut host = host(&[("one/main.tf", &one), ("two/main.tf", &two), ("own/main.tf", &call("x", "./", "tls = 1"))]);
    host.open("one/main.tf", Language::Terraform, &one.replace("-\"", "+\""), 1);
    assert_eq!(found(&host, "one/main.tf"), [""; 0]);
    assert_eq!(found(&host, "two/main.tf"), [""; 0]);
}

#[test]
fn a_setting_of_the_account_may_be_made_by_another_module() {
    let volume = "resource \"aws_ebs_volume\" \"it\" {\n  availability_zone = \"ap-northeast-1a\"\n  size = 8\n  encrypted = false\n}\n";
    let setting = "resource \"aws_ebs_encryption_by_default\" \"it\" {\n  enabled = true\n}\n";
    let judged = |files: &[(&str, &str)]| {
        let host = host(files);
        let codes = host.diagnostics("main.tf").into_iter().map(|placed| placed.diagnostic.code.to_string());
        codes.filter(|code| code == "ebs-volume-unencrypted").count()
    };
    let calling = |source: &str| format!("{volume}{}", call("other", source, ""));
    let local = calling("./other");
    assert_eq!(judged(&[("main.tf", volume)]), 1);
    assert_eq!(judged(&[("main.tf", &local), ("other/main.tf", volume)]), 1, "it can be read and does not");
    assert_eq!(judged(&[("main.tf", &local), ("other/main.tf", setting)]), 0);
    assert_eq!(judged(&[("main.tf", &local)]), 0, "it cannot be read");
    assert_eq!(judged(&[("main.tf", &calling("git::https://example.com/account"))]), 0);
    assert_eq!(judged(&[("main.tf", &calling("terraform-aws-modules/vpc/aws"))]), 1);
    let above = call("main", "../", "");
    assert_eq!(judged(&[("main.tf", volume), ("live/main.tf", &format!("{above}{setting}"))]), 0, "the caller does");
    assert_eq!(judged(&[("main.tf", volume), ("live/main.tf", &above)]), 1);
}
