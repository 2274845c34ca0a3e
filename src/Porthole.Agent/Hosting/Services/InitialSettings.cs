namespace Porthole.Agent.Hosting.Services;

/// <summary>The settings that a new installation starts with.</summary>
internal static class InitialSettings
{
    /// <summary>The sample's camera is nobody's: a new installation opens nothing until its owner names a device.</summary>
    public const string Nothing = """
        {
          // What Porthole keeps open: see README.md, "Settings". Porthole reads this file again when it changes.
          "Porthole": { "Devices": [] }
        }

        """;

    /// <summary>Why the file cannot be installed; null when it can, or none is named.</summary>
    public static string? Check(string? settings)
    {
        if (settings is null) return null;
        var (_, errors) = new SettingsFile(settings).Load();
        return errors.IsEmpty ? null : $"the settings {settings} are not right.{Environment.NewLine}{string.Join(Environment.NewLine, errors)}";
    }

    /// <summary>Puts the named file into the state folder; without a name, keeps what is there, else opens nothing.</summary>
    public static SetupStep Step(string? settings, StateFolder folder)
    {
        var target = folder.SettingsFile;
        var before = File.Exists(target) ? File.ReadAllText(target) : null;
        if (settings is null && before is not null) return SetupStep.At($"settings {target}, kept as they are", () => { });
        return SetupStep.At(
            settings is null ? $"settings {target}, in which no camera is named yet" : $"settings {target}, from {settings}",
            () => AtomicFile.Write(target, settings is null ? Nothing : File.ReadAllText(settings)),
            () =>
            {
                if (before is null) File.Delete(target);
                else AtomicFile.Write(target, before);
            });
    }
}
