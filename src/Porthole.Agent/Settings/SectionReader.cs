using System.Collections.Immutable;
using System.Net;

namespace Porthole.Agent.Settings;

/// <summary>
/// Reads typed values from one section. What cannot be read becomes an error and the default is returned,
/// so that one pass finds every mistake. What was never asked for is nobody's setting: <see cref="RefuseOthers"/>.
/// </summary>
internal sealed class SectionReader(IConfigurationSection section, string path, string? device, List<SettingsError> errors)
{
    private readonly Dictionary<string, bool> _known = new(StringComparer.OrdinalIgnoreCase);

    public string? Device { get; } = device;

    public string Path => path;

    public bool Has(string key) => Raw(key) is not null;

    public string? Text(string key) => Raw(key) is { Length: > 0 } text ? text.Trim() : null;

    public string RequiredText(string key, string what)
    {
        if (Text(key) is { } text) return text;
        Add(key, $"{what} is missing. Give one.");
        return "";
    }

    public int Number(string key, int fallback) => OptionalNumber(key) ?? fallback;

    public int? OptionalNumber(string key)
    {
        if (Text(key) is not { } text) return null;
        if (int.TryParse(text, out var number)) return number;
        Add(key, $"\"{text}\" is not a whole number.");
        return null;
    }

    public bool Flag(string key, bool fallback)
    {
        if (Text(key) is not { } text) return fallback;
        if (bool.TryParse(text, out var flag)) return flag;
        Add(key, $"\"{text}\" is neither true nor false.");
        return fallback;
    }

    public TimeSpan Duration(string key, TimeSpan fallback)
    {
        if (Text(key) is not { } text) return fallback;

        // A bare number would be read as days; nobody who writes 60 means 60 days.
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, out var duration)) return duration;
        Add(key, $"\"{text}\" is not a duration. Write hours:minutes:seconds, for instance 00:05:00.");
        return fallback;
    }

    public T Word<T>(string key, T fallback, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (Text(key) is not { } text) return fallback;
        foreach (var (word, value) in words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        }

        Add(key, $"\"{text}\" is not known. Give {Listed(words)}.");
        return fallback;
    }

    public ImmutableArray<IPNetwork>? Networks(string key)
    {
        _known[key] = true;
        var list = section.GetSection(key);
        var entries = list.GetChildren().ToList();
        if (entries.Count == 0)
        {
            // An empty list could mean everybody or nobody; a guess about who may see a camera is not ours to make.
            if (list.Value is "") Add(key, "The list is empty. Name who may connect, or take the key out to let everybody in.");
            return null;
        }

        var networks = ImmutableArray.CreateBuilder<IPNetwork>(entries.Count);
        foreach (var entry in entries)
        {
            if (NetworkText.TryParse(entry.Value, out var network)) networks.Add(network);
            else Add($"{key}[{entry.Key}]", $"\"{entry.Value}\" is no address or network. Write for instance 203.0.113.7 or 203.0.113.0/24.");
        }

        // A list with mistakes must never become "everybody": what was readable stays, even if that is nobody.
        return networks.ToImmutable();
    }

    /// <summary>What stands in a list or a group.</summary>
    public IEnumerable<IConfigurationSection> Children(string key) => Part(key).GetChildren();

    /// <summary>A list or a group as a whole.</summary>
    public IConfigurationSection Part(string key)
    {
        _known[key] = true;
        return section.GetSection(key);
    }

    /// <summary>
    /// Refuses every key that nobody asked for, and every value of the wrong shape. Neither may be passed over: a misspelt or
    /// misshapen <c>AllowFrom</c> would show a camera to everybody.
    /// </summary>
    /// <param name="also">Keys that may stand there and say nothing.</param>
    public void RefuseOthers(params ReadOnlySpan<string> also)
    {
        foreach (var key in also) _known.TryAdd(key, false);
        foreach (var child in section.GetChildren())
        {
            if (!_known.TryGetValue(child.Key, out var hasParts)) Add(child.Key, $"not a setting{Meant(child.Key)}");
            else if (hasParts && child.Value is { Length: > 0 } value) Add(child.Key, $"\"{value}\" stands alone where a list or a group is wanted. Put it into [ ] or {{ }}.");
            else if (!hasParts && child.GetChildren().Any()) Add(child.Key, "A list or a group stands where one value is wanted.");
        }
    }

    public void Add(string key, string message) => errors.Add(new SettingsError(Device, $"{path}{key}", message));

    private string? Raw(string key)
    {
        _known.TryAdd(key, false);
        return section[key];
    }

    private string Meant(string key)
    {
        if (NearestWord.To(key, _known.Keys) is not { } near) return $". Known here are {string.Join(", ", _known.Keys.Select(known => AsWritten(known, key)))}.";
        return $"; did you mean {AsWritten(near, key)}?";
    }

    // Documents of the API begin their keys with a small letter, settings with a capital.
    private static string AsWritten(string known, string key) => char.IsAsciiLetterLower(key[0]) ? char.ToLowerInvariant(known[0]) + known[1..] : known;

    private static string Listed<T>(ReadOnlySpan<(string Word, T Value)> words)
    {
        var names = new string[words.Length];
        for (var i = 0; i < words.Length; i++) names[i] = words[i].Word;
        return names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }
}
