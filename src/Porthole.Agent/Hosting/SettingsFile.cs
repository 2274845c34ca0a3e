using System.Collections.Immutable;
using System.Text.Json;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Hosting;

/// <summary>Loads the settings from a file and the environment; every way it can fail is a list of errors.</summary>
internal sealed class SettingsFile(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Whether no file means that its owner has named nothing yet; otherwise a file that is not there is an error.</summary>
    public bool MayBeAbsent { get; init; }

    /// <summary>Whether the file is the sample that comes with the sources, and nobody has changed it.</summary>
    public bool IsSample => SampleSettings.Is(Path);

    /// <summary>
    /// The owner's settings: the file named on the command line, else the state folder's, else the one beside the program, else
    /// none. The sample of the sources is nobody's: its camera is taken for the owner's only where <paramref name="takesSample"/> says so.
    /// </summary>
    /// <param name="named">The file named on the command line.</param>
    /// <param name="folder">The state folder.</param>
    /// <param name="takesSample">Whether the sample beside the program counts: for <c>porthole run</c> in a checkout. A release has none under this name.</param>
    /// <param name="programFolder">The program's folder; null for this program's.</param>
    public static SettingsFile Choose(string? named, StateFolder folder, bool takesSample = false, string? programFolder = null)
    {
        if (named is not null) return new SettingsFile(named);
        if (File.Exists(folder.SettingsFile)) return new SettingsFile(folder.SettingsFile);
        var beside = new SettingsFile(System.IO.Path.Combine(programFolder ?? AppContext.BaseDirectory, StateFolder.SettingsName));
        return File.Exists(beside.Path) && (takesSample || !beside.IsSample) ? beside : new SettingsFile(folder.SettingsFile) { MayBeAbsent = true };
    }

    public (PortholeSettings Settings, ImmutableArray<SettingsError> Errors) Load()
    {
        if (!MayBeAbsent && !File.Exists(Path)) return Failed($"There is no settings file {Path}. Name one with --settings.");
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path, optional: MayBeAbsent, reloadOnChange: false)
                .AddEnvironmentVariables()
                .Build();
            return SettingsReader.Read(configuration);
        }
        catch (InvalidDataException exception)
        {
            // The provider wraps the reader's exception, which knows the place, and not always at the same depth.
            var cause = exception.GetBaseException();
            return Failed($"{Path} is not valid JSON: {(cause is JsonException mistake ? JsonMistake.Of(mistake) : cause.Message)}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failed($"{Path} cannot be read: {exception.Message}");
        }
    }

    private static (PortholeSettings, ImmutableArray<SettingsError>) Failed(string message) =>
        (new PortholeSettings(), [new SettingsError(null, StateFolder.SettingsName, message)]);
}
