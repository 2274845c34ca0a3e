using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>
/// The mark that this installation leaves in the router's table, by which it knows its own mappings and nobody else's: its name, a tag
/// of its own, a space, the forward. Routers cut descriptions (Mono.Nat), or drop them: what does not show the whole tag is not ours.
/// </summary>
internal sealed class OwnTag(string instance)
{
    private readonly string _mark = $"{MappingOwners.Mark}{instance}";

    /// <summary>Whether an entry was made by this installation, by all that the router shows of it.</summary>
    public bool IsOn(TableEntry entry) =>
        entry.Description.StartsWith(_mark, StringComparison.Ordinal) && (entry.Description.Length == _mark.Length || entry.Description[_mark.Length] == ' ');
}
