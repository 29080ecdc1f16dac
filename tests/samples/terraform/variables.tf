# What differs from place to place.

variable "region" {
  type    = string
  default = "ap-northeast-1"
}

variable "certificate_arn" {
  description = "The certificate of shop.example.com"
  type        = string
}

variable "zone_id" {
  description = "The hosted zone of example.com"
  type        = string
}
