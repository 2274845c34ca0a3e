using System.Net;

namespace Porthole.PortMapping.Pcp;

/// <summary>What one MAP request is to achieve.</summary>
internal readonly record struct Wish(
    Transport Transport, IPEndPoint Internal, ushort ExternalPort, uint Lifetime, bool PreferFailure)
{
    /// <summary>RFC 6887, 15: a removal has lifetime 0 and suggests neither port nor address.</summary>
    public static Wish Removal(Transport transport, IPEndPoint @internal) => new(transport, @internal, 0, 0, false);

    public override string ToString() => Lifetime == 0
        ? $"PCP MAP, remove {Name} {Internal}"
        : $"PCP MAP {Name} {Internal} as {ExternalPort}";

    private string Name => Transport is Transport.Tcp ? "TCP" : "UDP";
}
