using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Peers;

/// <summary>One way that Debian's miniupnpd is set up and asked, and what it must answer.</summary>
/// <param name="Name">What a failure is called by.</param>
/// <param name="Config">The router.</param>
/// <param name="Answers">Each question, and what its answer begins with; see <c>tests/Porthole.Asker/Conversation.cs</c>.</param>
public sealed record Peer(string Name, RouterConfig Config, params (string Question, string Answer)[] Answers)
{
    /// <summary>The version of the UPnP service that calls name; null for the one that the router describes.</summary>
    public int? AskedAs { get; init; }

    /// <summary>The protocols spoken.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = ["upnp"];

    /// <summary>The address from the provider; empty for none.</summary>
    public string WanAddress { get; init; } = RouterLab.WanAddress;

    /// <summary>Whether the router is switched off and on, and serves UPnP on another port, before it is asked.</summary>
    public bool Reboots { get; init; }
}
