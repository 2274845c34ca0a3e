using System.Collections.Immutable;
using System.Text.Json;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <summary>The keys around a list of devices: those of <see cref="RegistryDocument"/>, which an export and an import have a part of.</summary>
internal static class RegistryKeys
{
    private static readonly ImmutableArray<string> Known = ["version", "devices", "pausedFixed"];

    /// <summary>A mistake for every key that means nothing there; whoever wrote it meant something.</summary>
    public static ImmutableArray<string> Unknown(JsonElement document) =>
    [
        .. document.EnumerateObject().Where(property => !Known.Contains(property.Name)).Select(property =>
            $"{property.Name}: not a key of this document{(NearestWord.To(property.Name, Known) is { } near ? $"; did you mean {near}?" : $". Known are {string.Join(", ", Known)}.")}"),
    ];
}
