# Packer: the disk that a build has made is repaired before it is handed on, outside of the machine. Packer takes every exit code but 0
# for a failure of the build.
#
#   packer build -var disk=output/windows.qcow2 hivemend.pkr.hcl
#
# In a template of your own only the post-processor is needed, behind the source that makes the disk.
variable "disk" {
  type        = string
  description = "The disk image or mount folder with the Windows."
}

source "null" "made-before" {
  communicator = "none"
}

build {
  sources = ["source.null.made-before"]

  post-processor "shell-local" {
    inline = ["hivemend repair '${var.disk}' --exit-codes simple"]
  }
}
