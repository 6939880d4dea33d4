//! The system calls that a worker may make. Any other kills the process.

use std::{collections::BTreeMap, process};

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch, apply_filter_all_threads,
};

use crate::Error;

/// What is allowed with any argument. No call here can name a file, another process or an address.
const ALLOWED: &[i64] = &[
    // the socket
    libc::SYS_read,
    libc::SYS_recvfrom,
    libc::SYS_sendto,
    libc::SYS_write,
    libc::SYS_close,
    // memory; see also `rules`
    libc::SYS_brk,
    libc::SYS_madvise,
    libc::SYS_mremap,
    libc::SYS_munmap,
    // time and chance, where the kernel's shared page does not answer them
    libc::SYS_clock_gettime,
    libc::SYS_gettimeofday,
    libc::SYS_getrandom,
    // waiting for a thread, and its end
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sigaltstack,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // after a signal that stops and continues the process
    libc::SYS_restart_syscall,
    libc::SYS_rt_sigreturn,
    // what `abort` does, with its `tgkill` in `rules`
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_rt_sigprocmask,
];

/// Locks all threads of this process in.
pub(super) fn install() -> Result<(), Error> {
    let program = program().map_err(|error| Error::NoSeccomp(error.to_string()))?;
    apply_filter_all_threads(&program).map_err(|error| Error::NoSeccomp(error.to_string()))
}

fn program() -> Result<BpfProgram, BackendError> {
    program_for(TargetArch::try_from(std::env::consts::ARCH)?)
}

fn program_for(architecture: TargetArch) -> Result<BpfProgram, BackendError> {
    let filter = SeccompFilter::new(
        rules()?,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        architecture,
    )?;
    filter.try_into()
}

fn rules() -> Result<BTreeMap<i64, Vec<SeccompRule>>, BackendError> {
    let mut rules: BTreeMap<_, _> = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    // memory is never made executable
    let data_only = SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64);
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        rules.insert(call, only(&[(2, data_only.clone(), 0)])?);
    }
    // the standard library asks, in debug builds, whether what it closes is open
    let is_question = (1, SeccompCmpOp::Eq, libc::F_GETFD as u64);
    rules.insert(libc::SYS_fcntl, only(&[is_question])?);
    // a process may abort itself
    let this = (0, SeccompCmpOp::Eq, process::id().into());
    let abort = (2, SeccompCmpOp::Eq, libc::SIGABRT as u64);
    rules.insert(libc::SYS_tgkill, only(&[this, abort])?);
    Ok(rules)
}

/// One rule that holds when all these arguments, of 32 bits, compare so.
fn only(arguments: &[(u8, SeccompCmpOp, u64)]) -> Result<Vec<SeccompRule>, BackendError> {
    let conditions = arguments.iter().map(|(number, compare, value)| {
        SeccompCondition::new(*number, SeccompCmpArgLen::Dword, compare.clone(), *value)
    });
    let conditions: Result<Vec<_>, _> = conditions.collect();
    Ok(vec![SeccompRule::new(conditions?)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What would let a worker see or touch anything but its own memory and its sockets.
    const NEVER: &[i64] = &[
        libc::SYS_accept4,
        libc::SYS_bind,
        libc::SYS_bpf,
        libc::SYS_chdir,
        libc::SYS_clone,
        libc::SYS_clone3,
        libc::SYS_connect,
        libc::SYS_dup,
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_getdents64,
        libc::SYS_io_uring_setup,
        libc::SYS_ioctl,
        libc::SYS_kill,
        libc::SYS_memfd_create,
        libc::SYS_mount,
        libc::SYS_openat,
        libc::SYS_pidfd_getfd,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_send_signal,
        libc::SYS_pkey_mprotect,
        libc::SYS_prctl,
        libc::SYS_prlimit64,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_ptrace,
        libc::SYS_recvmsg,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigqueueinfo,
        libc::SYS_seccomp,
        libc::SYS_sendmsg,
        libc::SYS_setsockopt,
        libc::SYS_setuid,
        libc::SYS_shmat,
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_tkill,
        libc::SYS_unlinkat,
        libc::SYS_unshare,
        libc::SYS_userfaultfd,
    ];

    /// What other architectures have in another form only.
    #[cfg(target_arch = "x86_64")]
    const OLD: &[i64] = &[libc::SYS_fork, libc::SYS_open, libc::SYS_vfork];
    #[cfg(not(target_arch = "x86_64"))]
    const OLD: &[i64] = &[];

    #[test]
    fn allows_nothing_that_reaches_out() {
        let rules = rules().unwrap();
        for call in NEVER.iter().chain(OLD) {
            assert!(!rules.contains_key(call), "system call {call}");
        }
    }

    #[test]
    fn can_be_made_for_each_architecture() {
        for architecture in [TargetArch::x86_64, TargetArch::aarch64] {
            assert!(!program_for(architecture).unwrap().is_empty());
        }
    }
}
