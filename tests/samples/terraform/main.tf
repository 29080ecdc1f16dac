# A small web shop, as one might write it on the first evening. `shirube check` says what is left to do.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = var.region
}

resource "aws_vpc" "shop" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  for_each = { a = "10.0.0.0/24", c = "10.0.1.0/24" }

  vpc_id            = aws_vpc.shop.id
  cidr_block        = each.value
  availability_zone = "${var.region}${each.key}"
}

resource "aws_security_group" "shop" {
  name   = "shop"
  vpc_id = aws_vpc.shop.id

  ingress {
    description = "maintenance"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "customers"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "shop" {
  name            = "shop"
  security_groups = [aws_security_group.shop.id]
  subnets         = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_lb_target_group" "shop" {
  name     = "shop"
  port     = 443
  protocol = "HTTPS"
  vpc_id   = aws_vpc.shop.id
}

# Customers reach the shop without TLS ...
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop.arn
  }
}

# ... or with TLS 1.0.
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate_arn
  ssl_policy        = "ELBSecurityPolicy-2016-08"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop.arn
  }
}

resource "aws_route53_record" "shop" {
  zone_id = var.zone_id
  name    = "shop.example.com"
  type    = "CNAME"
  ttl     = 300
  records = [aws_lb.shop.dns_name]
}
