using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Porthole.Agent.Hosting.Services;

namespace Porthole.Agent.Cli;

/// <summary><c>service status --json</c>.</summary>
/// <param name="Installed">Whether there is a service.</param>
/// <param name="Running">Whether it runs.</param>
/// <param name="Details">What the text shows, name by name.</param>
internal sealed record ServiceDocument(bool Installed, bool Running, ImmutableSortedDictionary<string, string> Details)
{
    public static string Of(ServiceReport report) => JsonSerializer.Serialize(
        new ServiceDocument(report.IsInstalled, report.IsRunning, report.Lines.ToImmutableSortedDictionary(line => line.Name, line => line.Value, StringComparer.Ordinal)),
        ServiceJson.Default.ServiceDocument);

    /// <summary>What a change of the service did.</summary>
    public static string Of(string done, ImmutableArray<string> steps) => JsonSerializer.Serialize(new ServiceChange(done, steps), ServiceJson.Default.ServiceChange);
}

/// <summary><c>service install --json</c>, and so on.</summary>
/// <param name="Done">How the service stands now, in words.</param>
/// <param name="Steps">What was done for it.</param>
internal sealed record ServiceChange(string Done, ImmutableArray<string> Steps);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ServiceDocument))]
[JsonSerializable(typeof(ServiceChange))]
internal sealed partial class ServiceJson : JsonSerializerContext;
