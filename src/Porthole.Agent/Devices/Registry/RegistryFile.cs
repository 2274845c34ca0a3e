using System.Collections.Immutable;
using System.Text.Json;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <summary>Reads and writes <c>devices.json</c>; every way reading can fail is a list of errors.</summary>
internal sealed class RegistryFile(string path)
{
    public string Path { get; } = path;

    /// <summary>What the file holds; nothing when there is none yet.</summary>
    public (RegistryContent Content, ImmutableArray<SettingsError> Errors) Load()
    {
        try
        {
            if (!File.Exists(Path)) return (RegistryContent.Empty, []);
            using var document = WholeText.Check(JsonDocument.Parse(File.ReadAllBytes(Path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }));
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            return Failed($"It is not valid JSON: {JsonMistake.Of(exception)}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failed($"It cannot be read: {exception.Message}");
        }
    }

    /// <exception cref="IOException">The disk is full or fails.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public void Save(RegistryContent content) => AtomicFile.Write(
        Path,
        JsonSerializer.Serialize(
            new RegistryDocument { Devices = [.. content.Added.Select(DeviceDocuments.From)], PausedFixed = [.. content.PausedFixed] },
            DeviceJson.Indented.RegistryDocument) + "\n");

    private static (RegistryContent, ImmutableArray<SettingsError>) Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return Failed("It must begin with a brace: { \"version\": 1, \"devices\": [ ] }.");
        if (root.TryGetProperty("version", out var version) && !(version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == RegistryDocument.CurrentVersion))
            return Failed($"It is of version {version.GetRawText()}, and this Porthole knows version {RegistryDocument.CurrentVersion}. Use the Porthole that wrote it.");
        if (RegistryKeys.Unknown(root) is { IsEmpty: false } unknown) return Failed(string.Join(" ", unknown));
        var errors = new List<SettingsError>();
        var devices = ImmutableArray<DeviceSettings>.Empty;
        if (root.TryGetProperty("devices", out var list))
        {
            if (list.ValueKind != JsonValueKind.Array) return Failed("\"devices\" must be a list.");
            devices = DeviceDocuments.Read(list.GetRawText(), errors);
            DeviceRules.Check(devices, errors);
        }

        return (new RegistryContent(devices, ReadPaused(root)), [.. errors.Select(error => error with { Key = $"{FileName} {error.Key}" })]);
    }

    private static ImmutableSortedSet<string> ReadPaused(JsonElement root) =>
        root.TryGetProperty("pausedFixed", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(id => id.ValueKind == JsonValueKind.String).Select(id => id.GetString()!)]
            : [];

    private static (RegistryContent, ImmutableArray<SettingsError>) Failed(string message) =>
        (RegistryContent.Empty, [new SettingsError(null, FileName, message)]);

    public const string FileName = "devices.json";
}
