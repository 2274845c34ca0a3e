using System.Net;
using System.Runtime.CompilerServices;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether a forward's outside address works from inside too ("hairpin" or "NAT loopback"). Many routers cannot; that is no fault.</summary>
internal sealed class HairpinCheck : ICheck
{
    /// <summary>A recorder must not get sixty connections at once.</summary>
    private const int MostAtOnce = 8;

    public string Id => "hairpin";

    public string Title => "Outside address from inside";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tries = new List<(ForwardSnapshot Forward, KnockResult Result)>();
        foreach (var part in patient.Snapshot.Forwards.Where(forward => forward.Wish.Transport == Transport.Tcp).Chunk(MostAtOnce))
        {
            tries.AddRange(await Task.WhenAll(part
                .Select(forward => (Forward: forward, External: ForwardAddresses.External(forward, patient.Snapshot)))
                .Where(entry => entry.External is not null)
                .Select(async entry => (entry.Forward, await Knock.AtAsync(IPEndPoint.Parse(entry.External!), patient.Time, cancellationToken)))));
        }

        if (tries.Count == 0) yield return Finding.Skipped("No TCP forward is open.");
        var anyWorks = tries.Exists(entry => entry.Result.Accepted);
        foreach (var (forward, result) in tries) yield return Judge(result, anyWorks) with { About = $"{forward.Wish.Device} {forward.Wish.Name}" };
    }

    private static Finding Judge(KnockResult result, bool anyWorks) => (result.Accepted, anyWorks) switch
    {
        (true, _) => Finding.Good($"{result.Evidence}."),
        (false, true) => Finding.Attention(
            $"{result.Evidence}, while others answer.",
            "Check the camera's port below. From outside, test over mobile data and not over this Wi-Fi."),
        _ => Finding.Good(
            $"{result.Evidence}.",
            "No hairpin: this router does not lead connections from inside back in. That is no fault. In the house use the camera's own address, and test the outside address over mobile data, not over this Wi-Fi."),
    };
}
