# shellcheck shell=bash
# Sourced by ./headrace and ./dev: finds a JDK and Maven, builds the product, says why not.
# Wants $root. Nothing here writes to stdout, which is the program's.

readonly JAVA_RELEASE_MIN=25
readonly product_modules=.,embedded,engine,server,cli
readonly build="${root:?}/.headrace-build"
readonly work="$build/work"

say() {
    printf '%s\n' "$@" >&2 || true
}

# Sets java_release and java_build from the JDK's `release` file, so that no JVM starts to be asked.
read_release() {
    java_release=0 java_build=
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
    local key value version=
    while IFS='=' read -r key value; do
        value=${value//[\"$'\r']/}
        case $key in
            JAVA_VERSION) version=$value ;;
            JAVA_RUNTIME_VERSION | IMPLEMENTOR) java_build+=-${value//[!A-Za-z0-9.+]/_} ;;
        esac
    done <"$1/release"
    version=${version%%[.+-]*}
    case $version in '' | *[!0-9]*) return 1 ;; esac
    java_release=$version
}

# Sets jdk to the first of JAVA_HOME, the PATH's java and the usual folders that is new enough.
# $1, where given, is a program that its bin must have.
find_jdk() {
    local candidate path best=0
    jdk=
    path=$(type -P java) && path=$(readlink -f -- "$path") || path=
    for candidate in "${JAVA_HOME:-}" "${path%/bin/java}"; do
        [ -n "$candidate" ] && suits "$candidate" "${1:-java}" && jdk=$candidate && return 0
    done
    for candidate in /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
        "${HOME:-/nonexistent}"/.jdks/* /opt/* /opt/java/* /usr/java/* /usr/local/*jdk* \
        "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
        "${HOME:-/nonexistent}"/.asdf/installs/java/*; do
        suits "$candidate" "${1:-java}" || continue
        # The oldest that is new enough: that is what the tests run on.
        if [ "$best" -eq 0 ] || [ "$java_release" -lt "$best" ]; then
            jdk=$candidate best=$java_release
        fi
    done
    [ -n "$jdk" ]
}

suits() {
    read_release "$1" && [ "$java_release" -ge "$JAVA_RELEASE_MIN" ] && [ -x "$1/bin/$2" ]
}

say_how_to_get_a_jdk() {
    say "headrace: needs a JDK $JAVA_RELEASE_MIN or newer, and found none in JAVA_HOME, PATH, /usr/lib/jvm, ~/.sdkman or /opt." \
        "  Debian, Ubuntu:  sudo apt-get install openjdk-25-jdk-headless" \
        "                   (not in your release yet: the package temurin-25-jdk of adoptium.net)" \
        "  Fedora, RHEL:    sudo dnf install java-25-openjdk-devel" \
        "  Arch:            sudo pacman -S jdk25-openjdk" \
        "  any, no root:    sdk install java 25-tem          (sdkman.io)" \
        "  Alpine:          not supported: musl, where the bundled PostgreSQL needs glibc"
}

say_how_to_get_maven() {
    say "headrace: is not built yet, and building it needs Maven 3.8 or newer, which is not on the PATH." \
        "  Debian, Ubuntu:  sudo apt-get install maven" \
        "  Fedora, RHEL:    sudo dnf install maven" \
        "  Arch:            sudo pacman -S maven" \
        "  any, no root:    sdk install maven                (sdkman.io)"
}

find_mvn() {
    local candidate
    mvn=$(type -P mvn) && return 0
    for candidate in "${MAVEN_HOME:-}/bin/mvn" "${HOME:-/nonexistent}"/.sdkman/candidates/maven/current/bin/mvn \
        /usr/share/maven/bin/mvn /opt/*maven*/bin/mvn; do
        [ -x "$candidate" ] && mvn=$candidate && return 0
    done
    mvn=
    return 1
}

# Maven on our JDK; with a repository of its own where this user's home takes none.
run_mvn() {
    local home=${HOME:-} options=(--batch-mode --no-transfer-progress -Dstyle.color=never)
    [ -n "$home" ] || home=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)
    if ! { [ -w "$home/.m2/repository" ] || { [ ! -e "$home/.m2/repository" ] && mkdir -p "$home/.m2/repository" 2>/dev/null; }; }; then
        options+=("-Dmaven.repo.local=$build/repository")
    fi
    # The flag keeps Maven's own libraries from warning about themselves on every run.
    (cd "$root" && JAVA_HOME=$jdk MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" \
        exec "$mvn" "${options[@]}" "$@")
}

# The newest finished build, or nothing.
find_app() {
    app=
    [ -L "$build/app" ] && app=$(readlink -f -- "$build/app") && [ -f "$app/classpath" ] || app=
}

app_is_current() {
    [ -n "$app" ] && [ -z "$(find "$root/pom.xml" "$root"/{embedded,engine,server,cli}/{pom.xml,src/main} \
        -newer "$app/classpath" -print -quit 2>/dev/null)" ]
}

last_words() {
    grep '^\[ERROR\] .' -- "$1" | grep -v -e '\[Help 1\] *http' -e 're-run Maven' -e 'Re-run Maven' \
        -e 'For more information about the errors' -e 'After correcting the problems' -e 'mvn <args>' \
        | head -n 20 | cut -c 1-300 | grep . || tail -n 15 -- "$1" | cut -c 1-300
}

# Builds into a folder of its own and then points `app` at it, so that a program that runs from the
# build before keeps its jars. The newest two stay.
build_app() {
    local next log="$build/build.log" started=$SECONDS jar
    next="$build/app-$(date +%s)-$$"
    for jar in "$build"/app-*; do [ -e "$jar/classpath" ] || rm -rf -- "$jar"; done
    mkdir -p "$next/lib" && : >"$next/started" || return 1
    # A library that the build before had and this one has not must not come along.
    rm -rf -- "$work"/{cli,server}/lib
    if ! run_mvn -Dproduct -pl "$product_modules" package </dev/null >"$log" 2>&1; then
        say "headrace: the build failed. Its last words:" "" "$(last_words "$log")" "" "All of it: $log"
        rm -rf -- "$next"
        return 1
    fi
    if ! cp -- "$work/cli/headrace-cli.jar" "$work"/cli/lib/*.jar "$next/lib/"; then
        say "headrace: could not copy the build to $next."
        return 1
    fi
    for jar in "$next"/lib/*.jar; do printf '%s\n' "${jar#"$next/"}"; done >"$next/classpath"
    # The server's class path has more, in a folder of its own, which other commands never open.
    mkdir -p "$next/lib/server" || return 1
    for jar in "$work"/server/lib/*.jar; do
        [ -e "$next/lib/${jar##*/}" ] || cp -- "$jar" "$next/lib/server/" || return 1
    done
    { cat -- "$next/classpath" && for jar in "$next"/lib/server/*.jar; do printf '%s\n' "${jar#"$next/"}"; done; } >"$next/classpath-server"
    # Sources written while Maven ran are newer than this build.
    touch -r "$next/started" -- "$next/classpath"
    ln -s -- "${next##*/}" "$next/link" && mv -T -- "$next/link" "$build/app" || return 1
    find "$build" -maxdepth 1 -name 'app-*' -printf '%T@ %p\n' | sort -rn | tail -n +3 | cut -d' ' -f2- \
        | while IFS= read -r jar; do rm -rf -- "$jar"; done
    app=$next
    built_seconds=$((SECONDS - started))
}

# Builds when there is no build, or when the sources are newer and this user and machine can.
# Status 3: the user must act first; 1: the build failed.
ensure_app() {
    find_app
    app_is_current && return 0
    if ! { mkdir -p "$build" && [ -w "$build" ]; } 2>/dev/null; then
        [ -n "$app" ] && return 0
        say "headrace: is not built yet, and this user may not write to $root." \
            "  Run $root/headrace once as its owner, $(stat -c %U -- "$root")."
        return 3
    fi
    local runner=$jdk
    if ! find_mvn || ! find_jdk javac; then
        jdk=$runner
        if [ -n "$app" ]; then
            say "headrace: the sources are newer than the build, but there is no Maven or no JDK to build them: running the build there is."
            return 0
        fi
        if [ -z "$mvn" ]; then say_how_to_get_maven; else say_how_to_get_a_jdk; fi
        return 3
    fi
    local status=0
    exec 9>"$build/lock"
    if ! flock -n 9; then
        [ -n "${quiet:-}" ] || say "headrace: another process is building; waiting for it ..."
        flock 9
    fi
    find_app
    if ! app_is_current; then
        [ -n "${quiet:-}" ] || if [ -n "$app" ]; then
            say "headrace: the sources changed: building again ..."
        else
            say "headrace: building, once: compiles Headrace and fetches its libraries and PostgreSQL (about 60 MB) ..."
        fi
        # Another user may run what this one builds.
        local mask
        mask=$(umask)
        umask 022
        build_app || status=1
        umask "$mask"
        [ $status -ne 0 ] || [ -n "${quiet:-}" ] || say "headrace: built in $built_seconds s."
    fi
    exec 9>&-
    return $status
}

# Sets class_path to the build's jars, always in the same order, as the AOT cache needs it. $1 is the
# list, classpath where it is not given.
read_class_path() {
    local jar
    class_path=
    while IFS= read -r jar; do class_path+=${class_path:+:}$app/$jar; done <"$app/${1:-classpath}"
}
