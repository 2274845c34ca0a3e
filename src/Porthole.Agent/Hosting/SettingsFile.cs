using System.Collections.Immutable;
using System.Text.Json;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Hosting;

/// <summary>Loads the settings from a file and the environment; every way it can fail is a list of errors.</summary>
internal sealed class SettingsFile(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The file named on the command line, else the state folder's, else the one beside the program.</summary>
    public static SettingsFile Choose(string? named, StateFolder folder)
    {
        if (named is not null) return new SettingsFile(named);
        return new SettingsFile(File.Exists(folder.SettingsFile) ? folder.SettingsFile : System.IO.Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
    }

    public (PortholeSettings Settings, ImmutableArray<SettingsError> Errors) Load()
    {
        if (!File.Exists(Path)) return Failed($"There is no settings file {Path}. Name one with --settings.");
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path, optional: false, reloadOnChange: false)
                .AddEnvironmentVariables()
                .Build();
            return SettingsReader.Read(configuration);
        }
        catch (InvalidDataException exception)
        {
            // The provider wraps the reader's exception, which knows the place, and not always at the same depth.
            var cause = exception.GetBaseException();
            var line = cause is JsonException { LineNumber: { } number } ? $"line {number + 1}: " : "";
            return Failed($"{Path} is not valid JSON: {line}{cause.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failed($"{Path} cannot be read: {exception.Message}");
        }
    }

    private static (PortholeSettings, ImmutableArray<SettingsError>) Failed(string message) =>
        (new PortholeSettings(), [new SettingsError(null, "appsettings.json", message)]);
}
