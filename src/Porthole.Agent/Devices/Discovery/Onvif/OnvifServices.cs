using System.Collections.Immutable;
using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Devices.Discovery.Onvif;

/// <summary>Names the services in the answers to GetServices and GetCapabilities.</summary>
internal static class OnvifServices
{
    private const string Root = "http://www.onvif.org/ver";

    /// <summary>More than there are.</summary>
    private const int Most = 32;

    /// <summary>What GetCapabilities lists, each as an element with an address.</summary>
    private static readonly ImmutableArray<string> Capabilities = ["Analytics", "Device", "Events", "Imaging", "Media", "PTZ", "Recording", "Replay", "Search"];

    /// <summary>Short names in alphabetical order: <c>device</c>, <c>media</c>, <c>media2</c>, <c>ptz</c>.</summary>
    public static ImmutableArray<string> Names(List<XmlLeaf> leaves) =>
        [.. leaves.Select(Name).OfType<string>().Distinct().Order(StringComparer.Ordinal).Take(Most)];

    private static string? Name(XmlLeaf leaf)
    {
        if (leaf.Name == "XAddr") return Capabilities.Contains(leaf.Parent) ? leaf.Parent.ToLowerInvariant() : null;
        if (leaf.Name != "Namespace" || !leaf.Text.StartsWith(Root, StringComparison.Ordinal)) return null;

        // http://www.onvif.org/ver20/media/wsdl
        var parts = leaf.Text[Root.Length..].Split('/');
        return parts.Length < 2 ? null : PlainText.Clean(parts is ["20", "media", ..] ? "media2" : parts[1].ToLowerInvariant());
    }
}
