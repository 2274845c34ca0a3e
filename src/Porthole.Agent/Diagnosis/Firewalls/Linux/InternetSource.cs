using System.Net;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>Whether a rule's source means somebody on the internet: the router passes a viewer's own address on.</summary>
internal static class InternetSource
{
    /// <summary>Nobody on the internet has one of these (RFC 1918, 1122, 3927, 6598, 5771).</summary>
    private static readonly (uint First, uint Last)[] Elsewhere =
    [
        .. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10", "0.0.0.0/8", "224.0.0.0/3" }
            .Select(text => IPv4Number.RangeOf(text)!.Value)
            .Select(range => (IPv4Number.Of(range.First), IPv4Number.Of(range.Last))),
    ];

    /// <summary>Everybody is; a home network is not; of a part of the internet nobody knows.</summary>
    public static Likelihood IsIn(IPAddress first, IPAddress last)
    {
        var (from, to) = (IPv4Number.Of(first), IPv4Number.Of(last));
        if (from == 0 && to == uint.MaxValue) return Likelihood.Yes;
        return Array.Exists(Elsewhere, network => from >= network.First && to <= network.Last) ? Likelihood.No : Likelihood.Maybe;
    }
}
