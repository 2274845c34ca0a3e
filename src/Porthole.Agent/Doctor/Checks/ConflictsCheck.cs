using System.Runtime.CompilerServices;
using Porthole.Agent.Status;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether somebody else holds an external port that is wished.</summary>
internal sealed class ConflictsCheck : ICheck
{
    public string Id => "conflicts";

    public string Title => "Conflicts on the router";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var document = await RouterDocuments.ReadAsync(patient.Snapshot, cancellationToken);
        if (!document.Readable)
        {
            yield return Finding.Skipped($"The router's table cannot be read. {document.Obstacle}");
            yield break;
        }

        var conflicts = 0;
        foreach (var forward in patient.Snapshot.Forwards)
        {
            var protocol = forward.Wish.Transport == PortMapping.Transport.Tcp ? "tcp" : "udp";
            var holder = document.Mappings.FirstOrDefault(entry => entry.Owner != MappingOwner.Porthole && entry.Protocol == protocol && entry.ExternalPort == forward.Wish.ExternalPort);
            if (holder is null || IsWanted(forward, patient.Snapshot, holder)) continue;
            conflicts++;
            yield return holder.Owner == MappingOwner.ThisPc
                ? Finding.Attention(
                    $"External port {holder.ExternalPort} leads to this PC already: {holder.Internal} (\"{holder.Description}\").",
                    "Nothing, if Porthole was ended without a stop: the next run takes it over. If another program on this PC asked for it, close that program or switch its UPnP off.") with { About = $"{forward.Wish.Device} {forward.Wish.Name}" }
                : Finding.Attention(
                    $"External port {holder.ExternalPort} leads to {holder.Internal} (\"{holder.Description}\").",
                    $"Remove that entry from the router, or give {forward.Wish.Device} {forward.Wish.Name} another external port.") with { About = $"{forward.Wish.Device} {forward.Wish.Name}" };
        }

        if (conflicts == 0) yield return Finding.Good(document.Mappings.IsEmpty ? "The router's table is empty." : $"{Words(document.Mappings.Length)} on the router, none in the way.");
    }

    private static string Words(int mappings) => mappings == 1 ? "1 mapping" : $"{mappings} mappings";

    // Without an agent nobody knows whose an entry is; one that leads where the forward shall lead is no conflict.
    private static bool IsWanted(ForwardSnapshot forward, StatusSnapshot snapshot, RouterMapping holder) =>
        holder.Internal == ForwardAddresses.Internal(forward, snapshot)
        || (holder.Owner == MappingOwner.ThisPc && holder.Description.StartsWith("Porthole", StringComparison.Ordinal));
}
