//! Work that falls into independent pieces, on two threads: the law is read at every start.

/// `f` of each item, in their order. Every second item is done beside the others, so that large neighbours are shared out.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let every_second = |from: usize| items.iter().skip(from).step_by(2).map(&f).collect::<Vec<R>>();
    let (even, odd) = std::thread::scope(|scope| {
        let odd = scope.spawn(|| every_second(1));
        let even = every_second(0);
        (even, odd.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let mut odd = odd.into_iter();
    even.into_iter().flat_map(|e| [Some(e), odd.next()]).flatten().collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_order_stays() {
        for n in 0..7_u32 {
            let items: Vec<u32> = (0..n).collect();
            assert_eq!(super::map(&items, |i| i * 10), items.iter().map(|i| i * 10).collect::<Vec<_>>());
        }
    }
}
