using System.Collections.Immutable;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices.Brands;

/// <summary>What is known about a maker's devices as they leave the factory.</summary>
internal sealed record BrandPreset
{
    /// <summary>The value of the setting <c>Brand</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The name shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>Other names under which the same boards are sold; values of <c>Brand</c> too, in any spelling.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    public ImmutableArray<PresetPort> Ports { get; init; } = [];

    /// <summary>The path of the main stream; null when it is not known.</summary>
    public string? MainStream { get; init; }

    /// <summary>The path of the sub stream, small enough for a phone; null when it is not known.</summary>
    public string? SubStream { get; init; }

    /// <summary>Whether internal and external port must be the same number for the maker's app.</summary>
    public bool NeedsSamePorts { get; init; }

    /// <summary>What the maker's phone app asks for when a device is added by its address; null when it is not known.</summary>
    public string? AppFields { get; init; }

    /// <summary>What an owner of this brand should know before opening a port; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The port of RTSP.</summary>
    public int RtspPort => Ports.FirstOrDefault(port => port.Name == "rtsp")?.Number ?? 554;
}

/// <summary>A port of a brand.</summary>
/// <param name="Name">The name that a forward gets.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Number">The number ex works.</param>
/// <param name="Purpose">What it is for, in a few words.</param>
/// <param name="IsProposed">Whether an owner who wants to watch from outside needs it. Web pages never are: they are what attackers break into.</param>
internal sealed record PresetPort(string Name, Transport Protocol, int Number, string Purpose, bool IsProposed);
