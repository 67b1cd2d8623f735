//! The Merkle tree of RFC 6962: growing it, proving from it, and checking proofs.
//!
//! A complete subtree is named by its height and its place: `(0, 7)` is the eighth leaf, `(3, 0)` the root over the first eight.

use crate::hash::Hash;

/// A tree has at most this many leaves: more than any log will hold, and no arithmetic here can overflow.
pub const MOST_LEAVES: u64 = 1 << 62;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("index {index} is not in a tree of {size} leaves")]
    NotInTree { index: u64, size: u64 },
    #[error("a tree cannot shrink from {old} to {new} leaves")]
    Shrinks { old: u64, new: u64 },
    #[error("the proof has {found} hashes where {wanted} are needed")]
    Length { found: usize, wanted: usize },
    #[error("the proof leads to another root than the checkpoint's")]
    OtherRoot,
    #[error("the proof does not lead to the older root")]
    OtherOldRoot,
    #[error("{0} leaves are more than a tree can hold")]
    TooLarge(u64),
}

/// Is the leaf at this index of the tree with this root? (RFC 9162 section 2.1.3.2)
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<(), ProofError> {
    if size > MOST_LEAVES {
        return Err(ProofError::TooLarge(size));
    }
    if index >= size {
        return Err(ProofError::NotInTree { index, size });
    }
    let inner = (u64::BITS - (index ^ (size - 1)).leading_zeros()) as usize;
    let wanted = inner + (index >> inner).count_ones() as usize;
    if proof.len() != wanted {
        return Err(ProofError::Length { found: proof.len(), wanted });
    }
    let climbed = climb_inner(*leaf, &proof[..inner], index);
    match climb_border(climbed, &proof[inner..]) == *root {
        true => Ok(()),
        false => Err(ProofError::OtherRoot),
    }
}

/// Is the older tree a beginning of the newer one? (RFC 9162 section 2.1.4.2)
pub fn verify_consistency(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> Result<(), ProofError> {
    let ((old, old_root), (new, new_root)) = (old, new);
    if new > MOST_LEAVES {
        return Err(ProofError::TooLarge(new));
    }
    if old > new {
        return Err(ProofError::Shrinks { old, new });
    }
    if old == new || old == 0 {
        return match proof.is_empty() {
            false => Err(ProofError::Length { found: proof.len(), wanted: 0 }),
            true if old == new && old_root != new_root => Err(ProofError::OtherRoot),
            true if old == 0 && *old_root != Hash::empty() => Err(ProofError::OtherOldRoot),
            true => Ok(()),
        };
    }
    let last = old - 1;
    let shared = last.trailing_ones() as usize;
    let inner = (u64::BITS - (last ^ (new - 1)).leading_zeros()) as usize - shared;
    let border = (last >> (inner + shared)).count_ones() as usize;
    // Where the older tree is one complete subtree, its root is the seed and is not sent.
    let sent_seed = usize::from(!old.is_power_of_two());
    let wanted = sent_seed + inner + border;
    if proof.len() != wanted {
        return Err(ProofError::Length { found: proof.len(), wanted });
    }
    let seed = if sent_seed == 1 { proof[0] } else { *old_root };
    let (path, edge) = proof[sent_seed..].split_at(inner);
    let mask = last >> shared;
    let older = path.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).fold(seed, |h, (_, p)| Hash::node(p, &h));
    if climb_border(older, edge) != *old_root {
        return Err(ProofError::OtherOldRoot);
    }
    match climb_border(climb_inner(seed, path, mask), edge) == *new_root {
        true => Ok(()),
        false => Err(ProofError::OtherRoot),
    }
}

/// Up to where the path meets the right edge of the tree: siblings stand on either side.
fn climb_inner(seed: Hash, proof: &[Hash], index: u64) -> Hash {
    proof.iter().enumerate().fold(seed, |h, (i, p)| if index >> i & 1 == 0 { Hash::node(&h, p) } else { Hash::node(p, &h) })
}

/// Along the right edge: siblings stand on the left.
fn climb_border(seed: Hash, proof: &[Hash]) -> Hash {
    proof.iter().fold(seed, |h, p| Hash::node(p, &h))
}

/// The roots of the complete subtrees that a tree of some size is made of, largest first: all that is needed to go on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree of which complete subtrees can be looked up.
    pub fn load(size: u64, nodes: &impl Nodes) -> Option<Self> {
        let peaks = peaks(size).map(|(height, at)| nodes.node(height, at)).collect::<Option<_>>()?;
        Some(Self { size, peaks })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; tells of every subtree that is complete now, the leaf first.
    pub fn push(&mut self, leaf: Hash, mut complete: impl FnMut(u32, u64, Hash)) {
        complete(0, self.size, leaf);
        let merges = self.size.trailing_ones();
        let mut hash = leaf;
        for height in 1..=merges {
            let left = self.peaks.pop().expect("one peak stands for each set bit of the size");
            hash = Hash::node(&left, &hash);
            complete(height, self.size >> height, hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    pub fn root(&self) -> Hash {
        let mut from_right = self.peaks.iter().rev();
        let Some(last) = from_right.next() else { return Hash::empty() };
        from_right.fold(*last, |right, left| Hash::node(left, &right))
    }
}

/// Where complete subtrees are looked up.
pub trait Nodes {
    fn node(&self, height: u32, index: u64) -> Option<Hash>;
}

impl<F: Fn(u32, u64) -> Option<Hash>> Nodes for F {
    fn node(&self, height: u32, index: u64) -> Option<Hash> {
        self(height, index)
    }
}

/// The complete subtrees that a tree of this size is made of, largest first.
fn peaks(size: u64) -> impl Iterator<Item = (u32, u64)> {
    (0..u64::BITS).rev().filter(move |h| size >> h & 1 == 1).map(move |h| (h, (size >> h) - 1))
}

/// The root over the leaves `from..to`, where `from` is the left edge of a subtree that reaches past `to`.
fn root_of(from: u64, to: u64, nodes: &impl Nodes) -> Option<Hash> {
    let mut at = from;
    let mut found = Vec::new();
    for (height, _) in peaks(to - from) {
        found.push(nodes.node(height, at >> height)?);
        at += 1 << height;
    }
    let (last, rest) = found.split_last()?;
    Some(rest.iter().rev().fold(*last, |right, left| Hash::node(left, &right)))
}

/// The root of the tree's first `size` leaves.
pub fn root(size: u64, nodes: &impl Nodes) -> Option<Hash> {
    if size == 0 { Some(Hash::empty()) } else { root_of(0, size, nodes) }
}

/// The proof that a leaf is in the tree of this size, from its sibling up (RFC 6962 section 2.1.1).
pub fn inclusion(index: u64, size: u64, nodes: &impl Nodes) -> Option<Vec<Hash>> {
    (index < size).then_some(())?;
    let (mut from, mut to) = (0, size);
    let mut down = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            down.push(root_of(middle, to, nodes)?);
            to = middle;
        } else {
            down.push(root_of(from, middle, nodes)?);
            from = middle;
        }
    }
    down.reverse();
    Some(down)
}

/// The proof that the tree of `old` leaves is a beginning of the one of `new` (RFC 6962 section 2.1.2).
pub fn consistency(old: u64, new: u64, nodes: &impl Nodes) -> Option<Vec<Hash>> {
    (old <= new).then_some(())?;
    if old == 0 || old == new {
        return Some(Vec::new());
    }
    let (mut from, mut to) = (0, new);
    let mut down = Vec::new();
    while old != to {
        let middle = from + split(to - from);
        if old <= middle {
            down.push(root_of(middle, to, nodes)?);
            to = middle;
        } else {
            down.push(root_of(from, middle, nodes)?);
            from = middle;
        }
    }
    // Not sent where it is the whole older tree, which the asker knows.
    if from != 0 {
        down.push(root_of(from, to, nodes)?);
    }
    down.reverse();
    Some(down)
}

/// The largest power of two that is smaller than the number of leaves.
fn split(leaves: u64) -> u64 {
    1 << (u64::BITS - 1 - (leaves - 1).leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    /// By the definition of RFC 6962, with nothing of the code above.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::empty(),
            [one] => *one,
            more => {
                let mut k = 1;
                while k * 2 < more.len() {
                    k *= 2;
                }
                Hash::node(&by_definition(&more[..k]), &by_definition(&more[k..]))
            }
        }
    }

    struct Tree {
        leaves: Vec<Hash>,
        roots: Vec<Hash>,
        nodes: HashMap<(u32, u64), Hash>,
    }

    fn tree(size: u64) -> Tree {
        let mut grown = Frontier::default();
        let mut t = Tree { leaves: vec![], roots: vec![grown.root()], nodes: HashMap::new() };
        for i in 0..size {
            let leaf = Hash::leaf(&i.to_be_bytes());
            t.leaves.push(leaf);
            grown.push(leaf, |h, at, hash| assert!(t.nodes.insert((h, at), hash).is_none(), "({h}, {at}) twice"));
            t.roots.push(grown.root());
        }
        t
    }

    impl Tree {
        fn nodes(&self) -> impl Fn(u32, u64) -> Option<Hash> {
            |h, i| self.nodes.get(&(h, i)).copied()
        }
    }

    #[test]
    fn the_hashes_that_others_publish() {
        let hex = |h: Hash| h.bytes().iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(hex(Hash::empty()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert!(hex(Hash::leaf(b"")).starts_with("6e340b9c"));
        assert!(hex(Hash::leaf(b"L123456")).starts_with("395aa064"));
        assert!(hex(Hash::of(&[&[1], b"N123", b"N456"])).starts_with("aa217fe8"));
    }

    #[test]
    fn every_tree_up_to_130_leaves_is_as_defined_and_proves_itself() {
        let t = tree(130);
        for size in 0..=130_u64 {
            let root = by_definition(&t.leaves[..size as usize]);
            assert_eq!(t.roots[size as usize], root, "{size}");
            assert_eq!(super::root(size, &t.nodes()), Some(root));
            assert_eq!(Frontier::load(size, &t.nodes()).map(|f| f.root()), Some(root));
            for index in 0..size {
                let proof = inclusion(index, size, &t.nodes()).expect("every node is there");
                assert_eq!(verify_inclusion(&t.leaves[index as usize], index, size, &proof, &root), Ok(()), "{index} of {size}");
            }
            for old in 0..=size {
                let proof = consistency(old, size, &t.nodes()).expect("every node is there");
                assert_eq!(verify_consistency((old, &t.roots[old as usize]), (size, &root), &proof), Ok(()), "{old} of {size}");
            }
            assert_eq!(inclusion(size, size, &t.nodes()), None);
        }
        assert_eq!(consistency(3, 2, &t.nodes()), None);
    }

    proptest! {
        #[test]
        fn a_proof_holds_for_one_leaf_at_one_place_in_one_tree(size in 1..400_u64, at in any::<prop::sample::Index>(), bit in 0..256_usize, which in any::<prop::sample::Index>()) {
            let t = tree(size);
            let index = at.index(size as usize) as u64;
            let (leaf, root) = (t.leaves[index as usize], t.roots[size as usize]);
            let proof = inclusion(index, size, &t.nodes()).expect("every node is there");
            let flip = |h: &Hash| { let mut b = *h.bytes(); b[bit / 8] ^= 1 << (bit % 8); Hash::new(b) };
            prop_assert!(verify_inclusion(&flip(&leaf), index, size, &proof, &root).is_err());
            prop_assert!(verify_inclusion(&leaf, index, size, &proof, &flip(&root)).is_err());
            prop_assert!(verify_inclusion(&leaf, index + 1, size, &proof, &root).is_err());
            // A neighbouring size can share its shape with this one, but never its root.
            prop_assert!(verify_inclusion(&leaf, index, size + 1, &proof, &t.roots[size as usize - 1]).is_err());
            if !proof.is_empty() {
                let i = which.index(proof.len());
                let mut other = proof.clone();
                other[i] = flip(&other[i]);
                prop_assert!(verify_inclusion(&leaf, index, size, &other, &root).is_err());
                prop_assert!(verify_inclusion(&leaf, index, size, &proof[1..], &root).is_err());
            }
            prop_assert!(verify_inclusion(&leaf, index, size, &[proof.clone(), vec![leaf]].concat(), &root).is_err());
        }

        #[test]
        fn a_consistency_proof_holds_for_two_trees(new in 2..400_u64, at in any::<prop::sample::Index>(), which in any::<prop::sample::Index>()) {
            let t = tree(new);
            let old = 1 + at.index(new as usize - 1) as u64;
            let (a, b) = (t.roots[old as usize], t.roots[new as usize]);
            let proof = consistency(old, new, &t.nodes()).expect("every node is there");
            let other = Hash::leaf(b"other");
            prop_assert!(verify_consistency((old, &other), (new, &b), &proof).is_err());
            prop_assert!(verify_consistency((old, &a), (new, &other), &proof).is_err());
            prop_assert!(verify_consistency((new, &a), (old, &b), &proof).is_err());
            let mut changed = proof.clone();
            let i = which.index(proof.len());
            changed[i] = other;
            prop_assert!(verify_consistency((old, &a), (new, &b), &changed).is_err());
            prop_assert!(verify_consistency((old, &a), (new, &b), &proof[1..]).is_err());
        }
    }
}
