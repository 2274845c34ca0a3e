using Porthole.Tray.Status;

namespace Porthole.Tray.Feed;

/// <summary>Finds the agent's address: what it wrote into <c>agent.json</c>, else the usual one.</summary>
internal sealed class AgentLocator(StateFolder folder)
{
    /// <summary>The address of an agent whose settings name no other (DESIGN.md, "Settings", <c>Api:Url</c>).</summary>
    public static AgentAddress UsualAddress { get; } = AgentAddress.Local(8730);

    /// <summary>The address to try now; read anew every time, because an agent may come back on another port.</summary>
    public AgentAddress Locate() => SmallFile.Read(folder.AgentFile) is { } content ? Parse(content) ?? UsualAddress : UsualAddress;

    /// <summary>The <c>url</c> of an <c>agent.json</c>; null when there is none that is plain HTTP on loopback.</summary>
    /// <remarks>The token goes to this address: a file that names another host is not believed.</remarks>
    public static AgentAddress? Parse(ReadOnlySpan<byte> json) => JsonText.Find(json, "url"u8) is { } url ? AgentAddress.Parse(url) : null;
}
