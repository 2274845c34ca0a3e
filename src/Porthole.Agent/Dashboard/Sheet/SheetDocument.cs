using System.Collections.Immutable;

namespace Porthole.Agent.Dashboard.Sheet;

/// <summary>What an installer leaves with the owner: where each camera is reached, and what to type into its app. It holds no passwords.</summary>
/// <param name="Site">What the site is called.</param>
/// <param name="MadeAt">When it was made: addresses may change.</param>
/// <param name="Network">Router and addresses, each as a name and a value.</param>
/// <param name="Devices">The cameras.</param>
internal sealed record SheetDocument(string Site, DateTimeOffset MadeAt, ImmutableArray<SheetField> Network, ImmutableArray<SheetDevice> Devices);

/// <summary>A name and a value; an empty value is a line to write on.</summary>
internal sealed record SheetField(string Name, string Value);

/// <summary>One camera.</summary>
internal sealed record SheetDevice
{
    public required string Name { get; init; }

    /// <summary>Brand, addresses, MAC.</summary>
    public required ImmutableArray<SheetField> Fields { get; init; }

    public required ImmutableArray<SheetPort> Ports { get; init; }

    /// <summary>Addresses to type or to photograph: the public ones first.</summary>
    public required ImmutableArray<SheetUrl> Urls { get; init; }

    /// <summary>What the maker's app asks for.</summary>
    public required ImmutableArray<AppForm> Forms { get; init; }
}

/// <summary>One port of a camera.</summary>
/// <param name="What">HTTP, server, RTSP or the port's own name.</param>
/// <param name="Local">Address and port on the LAN.</param>
/// <param name="Public">Address and port outside, or why there is none.</param>
internal sealed record SheetPort(string What, string Local, string Public);

/// <summary>A ready URL.</summary>
internal sealed record SheetUrl(string What, string Url);

/// <summary>The form of an app, filled in as far as it may be.</summary>
internal sealed record AppForm(string App, ImmutableArray<SheetField> Fields);
